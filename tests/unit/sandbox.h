/* sandbox: a scratch folder to write in, and a child process to see a program end. */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <dirent.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "close.h"
#include "die.h"

enum { SAID = 4096 };

/* Absent without the address sanitizer. A program that dies need not free: no child is asked to. */
extern void __lsan_disable(void) __attribute__((weak));

static char sandbox_folder[] = "/tmp/unit-XXXXXX";

/* Group setup: the test program works in a folder of its own from here on. */
static inline int sandbox_enter(void **state __attribute__((unused)))
{
    return !mkdtemp(sandbox_folder) || chdir(sandbox_folder);
}

static inline int sandbox_remove(const char *path, const struct stat *stat, int type,
                                 struct FTW *at)
{
    (void)stat, (void)type, (void)at;
    return remove(path);
}

/* Group teardown: removes the folder. */
static inline int sandbox_leave(void **state __attribute__((unused)))
{
    return chdir("/") || nftw(sandbox_folder, sandbox_remove, 8, FTW_DEPTH | FTW_PHYS);
}

/* How many files and folders a folder holds. */
static inline int sandbox_count(const char *folder)
{
    DIR *stream = opendir(folder);
    assert_non_null(stream);
    int count = -2; /* not "." and ".." */
    while (readdir(stream))
        count++;
    closedir(stream);
    return count;
}

static inline void sandbox_write(const char *path, const void *bytes, size_t length)
{
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, length, stream), length);
    assert_int_equal(fclose(stream), 0);
}

/* Runs body(argument) in a child, which must not assert, and returns its exit status, or minus the
 * signal that ended it. What it printed is in said. */
static inline int sandbox_child(char said[SAID], void (*body)(const char *), const char *argument)
{
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    fflush(NULL); /* else the child prints the buffered lines again */
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        if (__lsan_disable)
            __lsan_disable();
        body(argument);
        exit(EXIT_SUCCESS);
    }
    assert_true(child > 0);
    close(ends[1]);
    size_t used = 0;
    for (ssize_t got; (got = read(ends[0], said + used, SAID - 1 - used)) > 0;)
        used += (size_t)got;
    said[used] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

#endif
