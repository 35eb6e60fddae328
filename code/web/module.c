/* module: the experiments as one WebAssembly module, for the page that recomputes.
 *
 *     module EXPERIMENT PARAMETERS CELL [OUTPUT-PREFIX]
 *
 * is the program of that name with the other arguments. code/rules.mk compiles the unchanged
 * programs, each with its main under a name of its own, and lists them in PROGRAMS. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *program_invocation_short_name = "module"; /* which die.c prints, and wasi-libc lacks */

#ifndef PROGRAMS
#define PROGRAMS PROGRAM(step_sizes)
#endif
#define PROGRAM(name) int main_##name(int argc, char **argv);
PROGRAMS
#undef PROGRAM
#define PROGRAM(name) {#name, main_##name},
static const struct {
    const char *name;
    int (*main)(int argc, char **argv);
} programs[] = {PROGRAMS};

/* Tables go out by the line: the page draws them while they are written.
 * NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp): the linker's names */
FILE *__real_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode)
{
    FILE *stream = __real_fopen(path, mode);
    if (stream && *mode == 'w')
        setvbuf(stream, NULL, _IOLBF, BUFSIZ);
    return stream;
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */

int main(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < sizeof programs / sizeof *programs; i++)
        if (!strcmp(argv[1], programs[i].name)) {
            program_invocation_short_name = argv[1];
            programs[i].main(argc - 1, argv + 1); /* a fault ends the program */
            return EXIT_SUCCESS;
        }
    fprintf(stderr, "module: no such experiment\n");
    return EXIT_FAILURE;
}
