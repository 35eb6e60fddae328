#include "files.h"

#include <errno.h>
#include <sha2.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"

/* Temporary files that exist now: read by the signal handler, so kept in plain static memory. */
enum { TEMPORARIES = 80 };
static const char *volatile temporaries[TEMPORARIES];

static void remove_temporaries(void)
{
    for (int i = 0; i < TEMPORARIES; i++)
        if (temporaries[i])
            unlink(temporaries[i]);
}

static void end_by_signal(int number)
{
    remove_temporaries();
    signal(number, SIG_DFL);
    raise(number);
}

static void remember_temporary(const char *name)
{
    static int installed;
    if (!installed++) {
        atexit(remove_temporaries);
        signal(SIGINT, end_by_signal);
        signal(SIGTERM, end_by_signal);
        signal(SIGHUP, end_by_signal);
    }
    for (int i = 0; i < TEMPORARIES; i++)
        if (!temporaries[i]) {
            temporaries[i] = name;
            return;
        }
    require(!"more open outputs than files.c keeps places for");
}

static void forget_temporary(const char *name)
{
    for (int i = 0; i < TEMPORARIES; i++)
        if (temporaries[i] == name)
            temporaries[i] = NULL;
}

char *files_read(const char *path, size_t *length, char *sentence)
{
    FILE *stream = fopen(path, "rb");
    if (!stream) {
        snprintf(sentence, SENTENCE, "%s: cannot be read: %s", path, strerror(errno));
        return NULL;
    }
    struct stat kind;
    if (!fstat(fileno(stream), &kind) && (S_ISCHR(kind.st_mode) || S_ISBLK(kind.st_mode))) {
        snprintf(sentence, SENTENCE, "%s: cannot be read: it is a device", path);
        fclose(stream);
        return NULL;
    }
    size_t used = 0, room = 1 << 16;
    char *bytes = die_calloc(room, 1);
    for (size_t got; (got = fread(bytes + used, 1, room - used - 1, stream)) > 0;) {
        used += got;
        if (used + 1 == room) {
            char *larger = realloc(bytes, room *= 2);
            if (!larger)
                die("%s: no memory for its %zu bytes", path, room);
            bytes = larger;
        }
    }
    int failed = ferror(stream), reason = errno;
    fclose(stream);
    if (failed) {
        snprintf(sentence, SENTENCE, "%s: cannot be read: %s", path, strerror(reason));
        free(bytes);
        return NULL;
    }
    bytes[used] = '\0';
    if (!length && strlen(bytes) != used) {
        snprintf(sentence, SENTENCE, "%s: is not text: it holds a zero byte", path);
        free(bytes);
        return NULL;
    }
    if (length)
        *length = used;
    return bytes;
}

static void make_folders(const char *path)
{
    char *folder = die_printf("%s", path);
    for (char *slash = folder + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        if (mkdir(folder, 0777) && errno != EEXIST)
            die("%s: this folder cannot be made: %s", folder, strerror(errno));
        *slash = '/';
    }
    free(folder);
}

Output *files_create(const char *path)
{
    Output *output = die_calloc(1, sizeof *output);
    output->path = die_printf("%s", path);
    output->temporary = die_printf("%s.%ld.tmp", path, (long)getpid());
    make_folders(path);
    output->stream = fopen(output->temporary, "wb");
    if (!output->stream)
        die("%s: cannot be written: %s", path, strerror(errno));
    remember_temporary(output->temporary);
    return output;
}

void files_close(Output *output)
{
    int failed = ferror(output->stream), reason = errno;
    if (fclose(output->stream)) {
        failed = 1;
        reason = errno;
    }
    output->stream = NULL;
    if (failed)
        die("%s: cannot be written: %s", output->path, strerror(reason));
}

void files_publish(Output *output)
{
    require(!output->stream);
    if (rename(output->temporary, output->path))
        die("%s: cannot be put in place: %s", output->path, strerror(errno));
    forget_temporary(output->temporary);
    free(output->temporary);
    free(output->path);
    free(output);
}

void files_commit(Output *output)
{
    files_close(output);
    files_publish(output);
}

int files_is_name(const char *text)
{
    return *text && *text != '.' && *text != '-' &&
           !text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "abcdefghijklmnopqrstuvwxyz"
                              "0123456789_.-")];
}

void files_sha256(char hex[65], const void *bytes, size_t length)
{
    SHA256Data(bytes, length, hex);
}
