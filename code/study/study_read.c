/* study_read: what a study finds in its files, before anything is computed.
 *
 *     study_read DATA RESPONSE TASK FOLDS COLUMNS [TEST]
 *
 * writes COLUMNS, a CSV table of the columns as they were read, and prints JSON: files, task,
 * samples, features, names of response and of what was set aside, labels. TASK is auto, regression
 * or classification. A malformed file ends it with a sentence.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "files.h"
#include "record.h"
#include "samples.h"

static void print_text(const char *text)
{
    putchar('"');
    for (; *text; text++)
        if (*text == '"' || *text == '\\')
            printf("\\%c", *text);
        else if ((unsigned char)*text < ' ')
            printf("\\u%04x", *text);
        else
            putchar(*text);
    putchar('"');
}

static void print_member(const char *name, const char *text)
{
    printf(", \"%s\": ", name);
    if (text)
        print_text(text);
    else
        printf("null");
}

static void print_label(const Samples *samples, int k)
{
    char number[32];
    const TableWords *words = &samples->sheet->words;
    snprintf(number, sizeof number, "%.15g", samples->labels[k]);
    print_member(k ? "plus" : "minus",
                 words->count ? words->texts[(int)samples->labels[k]] : number);
}

/* A name as a field of a CSV file. */
static void write_name(FILE *stream, const char *name)
{
    const int quoted = strpbrk(name, ",\"") != NULL || *name == ' ';
    if (quoted)
        fputc('"', stream);
    for (; *name; name++) {
        if (*name == '"')
            fputc('"', stream);
        fputc(*name, stream);
    }
    if (quoted)
        fputc('"', stream);
}

/* A row for every feature, and one for the response: name, mean, standard deviation, least and
 * largest value. */
static void write_columns(const char *path, const Samples *samples)
{
    Output *output = files_create(path);
    const int N = samples->N, n = samples->n;
    fprintf(output->stream, "column,mean,deviation,least,largest\n");
    for (int j = 0; j <= n; j++) {
        const double *x = j < n ? samples->X + j : samples->y;
        const size_t stride = j < n ? (size_t)n : 1;
        double mean = 0, sum = 0, least = x[0], largest = x[0];
        char text[4][32];
        for (int i = 0; i < N; i++) {
            mean += x[i * stride] / N;
            least = fmin(least, x[i * stride]);
            largest = fmax(largest, x[i * stride]);
        }
        for (int i = 0; i < N; i++)
            sum += (x[i * stride] - mean) * (x[i * stride] - mean) / N;
        const double values[] = {mean, sqrt(sum), least, largest};
        write_name(output->stream, j < n ? samples->names[j] : samples->sheet->response);
        for (int k = 0; k < 4; k++) {
            record_format(text[k], values[k]);
            fprintf(output->stream, ",%s", text[k]);
        }
        fputc('\n', output->stream);
    }
    files_commit(output);
}

int main(int argc, char **argv)
{
    if (argc != 6 && argc != 7)
        die("usage: %s DATA RESPONSE TASK FOLDS COLUMNS [TEST]", argv[0]);
    const int asked = !strcmp(argv[3], "classification") ? CLASSIFICATION
                      : !strcmp(argv[3], "regression")   ? REGRESSION
                                                         : AUTO;
    if (asked == AUTO && strcmp(argv[3], "auto") != 0)
        die("SET: task=%s: a task is auto, regression or classification", argv[3]);
    char sentence[SENTENCE];
    const int folds = (int)strtol(argv[4], NULL, 10);
    Samples *samples = samples_read(argv[1], argv[2], asked, folds, "1", sentence);
    if (!samples)
        die("%s", sentence);
    const Sheet *sheet = samples->sheet;
    const int task = samples_task(sheet, asked, sentence);
    printf("{\"task\": \"%s\", \"samples\": %d, \"features\": %d",
           task == REGRESSION ? "regression" : "classification", samples->N, samples->n);
    print_member("data", argv[1]);
    print_member("response", sheet->response);
    print_member("row_names", sheet->row_names);
    print_member("separator", sheet->separator == ','   ? "comma"
                              : sheet->separator == ';' ? "semicolon"
                                                        : "tab");
    print_member("decimal", sheet->decimal == ',' ? "comma" : "point");
    if (task == CLASSIFICATION) {
        int plus = 0;
        for (int i = 0; i < samples->N; i++)
            plus += samples->y[i] > 0;
        print_label(samples, 0);
        print_label(samples, 1);
        printf(", \"minus_samples\": %d, \"plus_samples\": %d", samples->N - plus, plus);
    }
    printf(", \"constant\": [");
    for (int j = 0, k = 0, first = 1; j < sheet->n; j++) {
        if (k < samples->n && samples->column[k] == j) {
            k++;
            continue;
        }
        printf(first ? "" : ", ");
        print_text(sheet->names[j]);
        first = 0;
    }
    printf("]");
    if (argc == 7) {
        Samples *test = samples_read_like(argv[6], samples, task, sentence);
        if (!test)
            die("%s", sentence);
        print_member("test", argv[6]);
        printf(", \"test_samples\": %d", test->N);
        samples_free(test);
    }
    printf("}\n");
    write_columns(argv[5], samples);
    samples_free(samples);
    return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
