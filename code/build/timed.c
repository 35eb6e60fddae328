/* timed: runs a command and notes what it cost.
 *
 *     timed LOG COMMAND...
 *
 * SIGTERM and SIGHUP, which a batch system or code/build/step may send to this process alone, are
 * passed on to the command.
 *
 * When the command has ended, well or not, LOG is one line of JSON: its status as a shell gives it,
 * wall and CPU time in seconds, its largest memory in MB, the day, when it started and ended,
 * Slurm's job and node, and the machine it ran on. The exit status is the command's.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "die.h"
#include "files.h"

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

/* The processor's model, as far as the system tells. */
static void processor_name(char name[100], const char *otherwise)
{
    FILE *info = fopen("/proc/cpuinfo", "r");
    char line[1000];
    snprintf(name, 100, "%s", otherwise);
    while (info && fgets(line, sizeof line, info))
        if (sscanf(line, "model name : %99[^\"\\\n]", name) == 1)
            break;
    if (info)
        fclose(info);
}

/* The names that environment variables give, joined by a dot if there are two, as a JSON string;
 * null without the first. What is no name does not get into the log. */
static void print_names(FILE *stream, const char *first, const char *second)
{
    const char *a = getenv(first), *b = getenv(second);
    if (!a || !files_is_name(a))
        fprintf(stream, "null");
    else if (!b || !files_is_name(b))
        fprintf(stream, "\"%s\"", a);
    else
        fprintf(stream, "\"%s.%s\"", a, b);
}

static volatile pid_t child;

static void pass_on(int number)
{
    kill(child, number);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        die("usage: %s LOG COMMAND...", argv[0]);
    double start = now();
    time_t started = time(NULL);
    /* A signal waits until there is a child to pass it to. */
    sigset_t passed, before;
    sigemptyset(&passed);
    sigaddset(&passed, SIGTERM);
    sigaddset(&passed, SIGHUP);
    sigprocmask(SIG_BLOCK, &passed, &before);
    child = fork();
    if (child < 0)
        die("%s: no new process can be made: %s", argv[2], strerror(errno));
    if (child == 0) {
        sigprocmask(SIG_SETMASK, &before, NULL);
        execvp(argv[2], argv + 2);
        fprintf(stderr, "timed: %s: %s\n", argv[2], strerror(errno));
        _exit(127);
    }
    /* What a terminal sends to all of them is for the command. */
    signal(SIGINT, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    signal(SIGTERM, pass_on);
    signal(SIGHUP, pass_on);
    sigprocmask(SIG_SETMASK, &before, NULL);
    int ended;
    struct rusage usage;
    while (wait4(child, &ended, 0, &usage) < 0)
        require(errno == EINTR);
    int status = WIFEXITED(ended) ? WEXITSTATUS(ended) : 128 + WTERMSIG(ended);

    double wall = now() - start, cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    double machine_memory = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    time_t ended_at = time(NULL);
    char date[16], from[32], to[32], processor[100];
    strftime(date, sizeof date, "%Y-%m-%d", gmtime(&ended_at));
    strftime(from, sizeof from, "%Y-%m-%dT%H:%M:%SZ", gmtime(&started));
    strftime(to, sizeof to, "%Y-%m-%dT%H:%M:%SZ", gmtime(&ended_at));
    struct utsname host;
    uname(&host);
    processor_name(processor, host.machine);
    Output *log = files_create(argv[1]);
    fprintf(log->stream,
            "{\"status\": %d, \"wall\": %.3f, \"cpu\": %.3f, \"memory\": %.1f, \"date\": \"%s\", "
            "\"start\": \"%s\", \"end\": \"%s\", \"job\": ",
            status, wall, cpu, (double)usage.ru_maxrss / 1024, date, from, to);
    print_names(log->stream, "SLURM_JOB_ID", "SLURM_STEP_ID");
    fprintf(log->stream, ", \"node\": ");
    print_names(log->stream, "SLURMD_NODENAME", "");
    fprintf(log->stream,
            ", \"host\": \"%s\", \"processor\": \"%s\", \"cores\": %ld, "
            "\"machine_memory\": %.0f}\n",
            host.nodename, processor, sysconf(_SC_NPROCESSORS_ONLN), machine_memory / (1 << 20));
    files_commit(log);
    return status;
}
