/* files: whole files in, whole files out.
 *
 * An output is written under a temporary name that carries the process id and takes its own name
 * only when it is complete, so that no reader ever sees half of it and an orphan of a killed build
 * can do no harm. Temporary files are removed when the program ends early.
 */
#ifndef FILES_H
#define FILES_H

#include <stddef.h>
#include <stdio.h>

/* The bytes of the file at path, with a closing zero that is not counted in *length; the caller
 * frees. Where length is NULL, the file must be text, without a zero byte. On failure NULL and a
 * sentence of SENTENCE bytes. */
char *files_read(const char *path, size_t *length, char *sentence);

/* An output file under construction; stream is open for writing. */
typedef struct {
    FILE *stream;
    char *path;      /* its name once committed */
    char *temporary; /* its name until then */
} Output;

/* Opens an output that will appear at path; folders on the way are made. Ends the program on
 * failure. */
Output *files_create(const char *path);

/* Closes the output and gives it its name. Ends the program, leaving nothing, when a byte could not
 * be written. */
void files_commit(Output *output);

/* Closes the output but leaves it under its temporary name; files_publish then renames it. With
 * these two, several outputs appear one right after another, the one that vouches for them last. */
void files_close(Output *output);
void files_publish(Output *output);

/* Whether the text can name an experiment, a cell or a table, which have files of that name:
 * letters, digits and _.- with neither . nor - first. code/build/cells has the same rule. */
int files_is_name(const char *text);

/* SHA-256 of length bytes, as 64 hexadecimal digits and a closing zero. */
void files_sha256(char hex[65], const void *bytes, size_t length);

#endif
