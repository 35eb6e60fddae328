/* fuzz: what the fuzzers share. A fuzzer includes the program whose main it calls again and again,
 * in one process and without a disk: the linker puts the functions below in place of those of
 * files.c and of exit. Inputs are the parts of the fuzzer's bytes, fuzz_outputs are kept in memory.
 * What must hold:
 *
 *   no crash, no hang, and no leak where the program comes to its end;
 *   a program that dies has given no output a name, and one that ends has given every one its name;
 *   no output has a name outside of the folder "out".
 *
 * A program that dies need not free: what it had is freed here.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "files.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
int __sanitizer_install_malloc_and_free_hooks(void (*)(const volatile void *, size_t),
                                              void (*)(const volatile void *));
_Noreturn void __real_exit(int status);
_Noreturn void __wrap_exit(int status);
char *__wrap_files_read(const char *path, size_t *length, char *sentence);
Output *__wrap_files_create(const char *path);
void __wrap_files_close(Output *output);
void __wrap_files_publish(Output *output);
void __wrap_files_commit(Output *output);
void __wrap_files_sha256(char hex[65], const void *bytes, size_t length);

/* ---- memory of a program that dies ----------------------------------------------------------- */

enum { FUZZ_SLOTS = 1 << 18 };
static int fuzz_inside; /* whether the program runs */
static jmp_buf fuzz_back;
static void *fuzz_live[FUZZ_SLOTS]; /* what it has of memory, as a hash table */
static int fuzz_used[FUZZ_SLOTS], fuzz_used_count;
static char fuzz_gone; /* its address marks what was freed */

static size_t slot_of(const volatile void *memory)
{
    return (uintptr_t)memory / 16 * 2654435761u % FUZZ_SLOTS;
}

static void note_malloc(const volatile void *memory, size_t size)
{
    (void)size;
    if (!fuzz_inside || !memory)
        return;
    size_t slot = slot_of(memory);
    while (fuzz_live[slot] && fuzz_live[slot] != &fuzz_gone)
        slot = (slot + 1) % FUZZ_SLOTS;
    if (!fuzz_live[slot])
        fuzz_used[fuzz_used_count++] = (int)slot;
    require(fuzz_used_count < FUZZ_SLOTS / 2);
    fuzz_live[slot] = (void *)memory;
}

static void note_free(const volatile void *memory)
{
    if (!memory || !fuzz_used_count)
        return;
    for (size_t slot = slot_of(memory); fuzz_live[slot]; slot = (slot + 1) % FUZZ_SLOTS)
        if (fuzz_live[slot] == memory)
            fuzz_live[slot] = &fuzz_gone;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): libFuzzer has it so */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    static char buffer[BUFSIZ];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer); /* no memory of the program's */
    require(__sanitizer_install_malloc_and_free_hooks(note_malloc, note_free));
    return 0;
}

/* ---- files ----------------------------------------------------------------------------------- */

enum { FUZZ_INPUTS = 8, FUZZ_OUTPUTS = 128 };
static struct {
    const char *name;
    const uint8_t *bytes;
    size_t length;
} fuzz_inputs[FUZZ_INPUTS];
static int fuzz_input_count;
static struct {
    Output *output;
    char *text;
    size_t length;
} fuzz_outputs[FUZZ_OUTPUTS];
static int fuzz_output_count, fuzz_published;

/* The rest of the bytes, up to a line of four dashes, as the file whose path ends with name. */
static void fuzz_part(const char *name, const uint8_t **bytes, size_t *length)
{
    const uint8_t *end = memmem(*bytes, *length, "\n----\n", 6);
    size_t part = end ? (size_t)(end - *bytes) + 1 : *length, rest = end ? part + 5 : part;
    fuzz_inputs[fuzz_input_count].name = name;
    fuzz_inputs[fuzz_input_count].bytes = *bytes;
    fuzz_inputs[fuzz_input_count++].length = part;
    *bytes += rest;
    *length -= rest;
}

static char *fuzz_copy(const void *bytes, size_t size, size_t *length)
{
    if (!length)
        size = strnlen(bytes, size);
    char *copy = die_calloc(size + 1, 1);
    memcpy(copy, bytes, size);
    if (length)
        *length = size;
    return copy;
}

char *__wrap_files_read(const char *path, size_t *length, char *sentence)
{
    for (int i = 0; i < fuzz_output_count; i++)
        if (fuzz_outputs[i].output && !strcmp(path, fuzz_outputs[i].output->temporary))
            return fuzz_copy(fuzz_outputs[i].text, fuzz_outputs[i].length, length);
    for (int i = 0; i < fuzz_input_count; i++) {
        size_t name = strlen(fuzz_inputs[i].name), all = strlen(path);
        if (name <= all && !strcmp(path + all - name, fuzz_inputs[i].name))
            return fuzz_copy(fuzz_inputs[i].bytes, fuzz_inputs[i].length, length);
    }
    snprintf(sentence, SENTENCE, "%s: cannot be read", path);
    return NULL;
}

Output *__wrap_files_create(const char *path)
{
    require(!strncmp(path, "out/", 4) && !strchr(path + 4, '/'));
    require(fuzz_output_count < FUZZ_OUTPUTS);
    for (int i = 0; i < fuzz_output_count; i++)
        require(strcmp(fuzz_outputs[i].output->path, path));
    Output *output = die_calloc(1, sizeof *output);
    output->path = die_printf("%s", path);
    output->temporary = die_printf("%s.tmp", path);
    fuzz_outputs[fuzz_output_count].output = output;
    output->stream = open_memstream(&fuzz_outputs[fuzz_output_count].text,
                                    &fuzz_outputs[fuzz_output_count].length);
    require(output->stream);
    fuzz_output_count++;
    return output;
}

void __wrap_files_close(Output *output)
{
    require(!fclose(output->stream));
    output->stream = NULL;
}

void __wrap_files_publish(Output *output)
{
    require(!output->stream);
    fuzz_published++;
}

void __wrap_files_commit(Output *output)
{
    __wrap_files_close(output);
    __wrap_files_publish(output);
}

/* The same for all bytes: no fuzzer guesses a checksum. */
void __wrap_files_sha256(char hex[65], const void *bytes, size_t length)
{
    (void)bytes, (void)length;
    memset(hex, '0', 64);
    hex[64] = '\0';
}

/* ---- a run ----------------------------------------------------------------------------------- */

_Noreturn void __wrap_exit(int status)
{
    if (!fuzz_inside)
        __real_exit(status);
    longjmp(fuzz_back, status ? 2 : 1);
}

/* Calls the program, and looks at its outputs. Returns whether it came to its end. The inputs are
 * forgotten. */
static int fuzz_run(void (*program)(void))
{
    const int how = setjmp(fuzz_back);
    if (!how) {
        fuzz_inside = 1;
        program();
    }
    fuzz_inside = 0;
    const int died = how == 2;
    require(fuzz_published == (died ? 0 : fuzz_output_count));
    for (int i = 0; i < fuzz_output_count; i++) {
        if (fuzz_outputs[i].output->stream)
            fclose(fuzz_outputs[i].output->stream);
        free(fuzz_outputs[i].output->path);
        free(fuzz_outputs[i].output->temporary);
        free(fuzz_outputs[i].output);
        free(fuzz_outputs[i].text);
    }
    for (int i = 0; i < fuzz_used_count; i++) {
        void *memory = fuzz_live[fuzz_used[i]];
        fuzz_live[fuzz_used[i]] = NULL;
        if (how && memory != &fuzz_gone)
            free(memory);
    }
    fuzz_used_count = fuzz_input_count = fuzz_output_count = fuzz_published = 0;
    return !died;
}

#endif
