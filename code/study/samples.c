#include "samples.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "rng.h"

/* The two values of the response, low before high; how many it has, 3 standing for more. */
static int values_of(double two[2], const Sheet *sheet)
{
    int count = 0;
    two[0] = two[1] = 0;
    for (int i = 0; i < sheet->N; i++) {
        const double y = sheet->y[i];
        int known = 0;
        for (int k = 0; k < count; k++)
            known |= two[k] == y;
        if (!known && count == 2)
            return 3;
        if (!known)
            two[count++] = y;
    }
    if (count == 2 && two[0] > two[1]) {
        const double first = two[1];
        two[1] = two[0];
        two[0] = first;
    }
    return count;
}

int samples_task(const Sheet *sheet, int wanted, char *sentence)
{
    double two[2];
    const int count = values_of(two, sheet), words = sheet->words.count > 0;
    const char *response = sheet->response;
    const int column = sheet->response_column;
    if (count < 2)
        snprintf(sentence, SENTENCE,
                 "%s: column %d (%.60s): the response has one value throughout: "
                 "there is nothing to learn; choose another with "
                 "SET='response=NAME'",
                 sheet->path, column, response);
    else if (words && wanted == REGRESSION)
        snprintf(sentence, SENTENCE,
                 "%s: line %d, column %d (%.60s): '%.40s' is a word, and a "
                 "regression has numbers: leave out task=regression, or choose "
                 "the response with SET='response=NAME'",
                 sheet->path, sheet->lines[0], column, response, sheet->words.texts[0]);
    else if (count > 2 && words)
        snprintf(sentence, SENTENCE,
                 "%s: column %d (%.60s): the labels are %d words (%.40s, %.40s, "
                 "%.40s, ...), not two: keep the rows of two classes, or choose "
                 "the response with SET='response=NAME'",
                 sheet->path, column, response, sheet->words.count, sheet->words.texts[0],
                 sheet->words.texts[1], sheet->words.texts[2]);
    else if (count > 2 && wanted == CLASSIFICATION)
        snprintf(sentence, SENTENCE,
                 "%s: column %d (%.60s): a classification has two labels, and "
                 "these are more: keep the rows of two classes, or leave out "
                 "task=classification",
                 sheet->path, column, response);
    else
        return wanted != AUTO ? wanted : count == 2 ? CLASSIFICATION : REGRESSION;
    return AUTO;
}

/* Moves the features that are not constant into the samples. */
static int choose_features(Samples *samples, char *sentence)
{
    Sheet *sheet = samples->sheet;
    const int N = sheet->N, n = sheet->n;
    char *varies = die_calloc(n, 1);
    for (int i = 1; i < N; i++)
        for (int j = 0; j < n; j++)
            varies[j] = (char)(varies[j] || sheet->X[(size_t)i * n + j] != sheet->X[j]);
    samples->column = die_calloc(n, sizeof *samples->column);
    samples->names = die_calloc(n, sizeof *samples->names);
    for (int j = 0; j < n; j++)
        if (varies[j]) {
            samples->names[samples->n] = sheet->names[j];
            samples->column[samples->n++] = j;
        }
    free(varies);
    if (!samples->n) {
        snprintf(sentence, SENTENCE,
                 "%s: line 1: every feature is constant: there is nothing to "
                 "learn from; add columns that vary",
                 sheet->path);
        return 0;
    }
    /* In place: a row never grows. */
    samples->X = sheet->X;
    for (size_t i = 0, to = 0; i < (size_t)N; i++)
        for (int j = 0; j < samples->n; j++)
            samples->X[to++] = sheet->X[i * n + samples->column[j]];
    return 1;
}

/* Of numbers the larger becomes +1, of words the second in the alphabet. */
static void find_labels(Samples *samples)
{
    const Sheet *sheet = samples->sheet;
    values_of(samples->labels, sheet);
    if (sheet->words.count && strcmp(sheet->words.texts[0], sheet->words.texts[1]) > 0) {
        samples->labels[0] = 1;
        samples->labels[1] = 0;
    }
}

/* Values of the response become +1 and -1, as like has them; others become 0. */
static void label(Samples *samples, const Samples *like)
{
    const TableWords *words = &samples->sheet->words;
    for (int i = 0; i < samples->N; i++) {
        double value = samples->y[i];
        if (words->count)
            value = table_word(&like->sheet->words, words->texts[(int)value]);
        samples->y[i] = value == like->labels[1] ? 1 : value == like->labels[0] ? -1 : 0;
    }
}

static void draw_folds(Samples *samples, int task, const char *seed)
{
    const int N = samples->N;
    int *order = die_calloc(N, sizeof *order), next = 0;
    Rng rng;
    rng_open(&rng, seed, "study", 0, "folds");
    rng_shuffle(&rng, order, N);
    samples->fold = die_calloc(N, sizeof *samples->fold);
    /* In a classification the classes are dealt out one after the other. */
    for (int sign = 1; sign >= -1; sign -= 2)
        for (int i = 0; i < N; i++)
            if (task != CLASSIFICATION ? sign > 0 : samples->y[order[i]] == sign)
                samples->fold[order[i]] = next++ % samples->folds + 1;
    free(order);
}

Samples *samples_read(const char *path, const char *response, int task, int folds, const char *seed,
                      char *sentence)
{
    Samples *samples = die_calloc(1, sizeof *samples);
    Sheet *sheet = samples->sheet = sheet_read(path, response, sentence);
    if (!sheet || !(task = samples_task(sheet, task, sentence)) ||
        !choose_features(samples, sentence)) {
        samples_free(samples);
        return NULL;
    }
    samples->N = sheet->N;
    samples->y = sheet->y;
    samples->folds = folds;
    int few = 0;
    if (task == CLASSIFICATION) {
        find_labels(samples);
        label(samples, samples);
        for (int i = 0; i < samples->N; i++)
            few += samples->y[i] > 0;
        few = few < samples->N - few ? few : samples->N - few;
    }
    if (samples->N < 2 * folds || (task == CLASSIFICATION && few < folds)) {
        snprintf(sentence, SENTENCE,
                 task == CLASSIFICATION && samples->N >= 2 * folds
                     ? "%s: %d samples in the smaller class are too few for %d folds: add rows, or "
                       "choose fewer with SET='folds=%d'"
                     : "%s: %d samples are too few for %d folds of at least two: add rows, or "
                       "choose fewer with SET='folds=%d'",
                 path, task == CLASSIFICATION && samples->N >= 2 * folds ? few : samples->N, folds,
                 samples->N >= 6 ? 3 : 2);
        samples_free(samples);
        return NULL;
    }
    draw_folds(samples, task, seed);
    return samples;
}

/* The columns of a sheet by the names that another has; the others are passed over. */
static int match_columns(Samples *samples, const Samples *like, char *sentence)
{
    Sheet *sheet = samples->sheet;
    /* Nearly always in the same order: so looked for from where the last was found. */
    samples->n = like->n;
    samples->column = die_calloc(like->n, sizeof *samples->column);
    for (int j = 0, at = 0; j < like->n; j++) {
        int tried = 0;
        while (tried < sheet->n && strcmp(sheet->names[at % sheet->n], like->names[j]) != 0)
            at++, tried++;
        if (tried == sheet->n) {
            snprintf(sentence, SENTENCE,
                     "%s: line 1: no column is called '%.60s', as one of %.300s "
                     "is: add it",
                     sheet->path, like->names[j], like->sheet->path);
            return 0;
        }
        samples->column[j] = at++ % sheet->n;
    }
    samples->X = die_calloc((size_t)sheet->N * like->n, sizeof *samples->X);
    for (int i = 0; i < sheet->N; i++)
        for (int j = 0; j < like->n; j++)
            samples->X[(size_t)i * like->n + j] =
                sheet->X[(size_t)i * sheet->n + samples->column[j]];
    free(sheet->X);
    sheet->X = samples->X;
    return 1;
}

Samples *samples_read_like(const char *path, const Samples *like, int task, char *sentence)
{
    Samples *samples = die_calloc(1, sizeof *samples);
    Sheet *sheet = samples->sheet = sheet_read(path, like->sheet->response, sentence);
    int good = sheet && match_columns(samples, like, sentence);
    if (good && !sheet->words.count != !like->sheet->words.count) {
        snprintf(sentence, SENTENCE,
                 "%s: line %d, column %d (%.60s): the response is a %s, and in "
                 "%.300s a %s: write both alike",
                 path, sheet->lines[0], sheet->response_column, sheet->response,
                 sheet->words.count ? "word" : "number", like->sheet->path,
                 sheet->words.count ? "number" : "word");
        good = 0;
    }
    if (good) {
        samples->N = sheet->N;
        samples->y = sheet->y;
    }
    if (good && task == CLASSIFICATION) {
        label(samples, like);
        for (int i = 0; good && i < sheet->N; i++)
            if (samples->y[i] == 0) {
                snprintf(sentence, SENTENCE,
                         "%s: line %d, column %d (%.60s): the label is none of "
                         "the two of %.300s: leave the row out",
                         path, sheet->lines[i], sheet->response_column, sheet->response,
                         like->sheet->path);
                good = 0;
            }
    }
    if (good)
        return samples;
    samples_free(samples);
    return NULL;
}

void samples_free(Samples *samples)
{
    if (!samples)
        return;
    free(samples->names);
    free(samples->column);
    free(samples->fold);
    sheet_free(samples->sheet);
    free(samples);
}

/* Mean and deviation of count values, stride apart; deviation 1 where they are all the same. */
static void moments(double *mean, double *deviation, const double *x, int count, int stride)
{
    *mean = 0;
    for (int i = 0; i < count; i++)
        *mean += x[(size_t)i * stride] / count;
    double sum = 0, largest = 0;
    for (int i = 0; i < count; i++) {
        const double d = x[(size_t)i * stride] - *mean;
        sum += d * d / count;
        largest = fmax(largest, fabs(x[(size_t)i * stride]));
    }
    *deviation = sqrt(sum);
    if (*deviation <= 1e-13 * largest || *deviation == 0)
        *deviation = 1;
}

Split *split_alloc(const Samples *samples, const Samples *test, int fold, int task, int standardize)
{
    const int n = samples->n;
    Split *split = die_calloc(1, sizeof *split);
    split->n = n;
    for (int i = 0; i < samples->N; i++)
        split->held += samples->fold[i] == fold;
    split->N = samples->N - split->held;
    if (fold == 0)
        split->held = test ? test->N : 0;
    split->X = die_calloc((size_t)split->N * n, sizeof(double));
    split->y = die_calloc(split->N, sizeof(double));
    split->held_X = die_calloc((size_t)split->held * n + 1, sizeof(double));
    split->held_y = die_calloc(split->held + 1, sizeof(double));
    split->mean = die_calloc(n, sizeof(double));
    split->deviation = die_calloc(n, sizeof(double));
    split->y_deviation = 1;
    for (int i = 0, train = 0, held = 0; i < samples->N; i++) {
        const int back = samples->fold[i] == fold;
        double *x = back ? split->held_X + (size_t)held * n : split->X + (size_t)train * n;
        memcpy(x, samples->X + (size_t)i * n, n * sizeof *x);
        if (back)
            split->held_y[held++] = samples->y[i];
        else
            split->y[train++] = samples->y[i];
    }
    if (fold == 0 && test) {
        memcpy(split->held_X, test->X, (size_t)test->N * n * sizeof *test->X);
        memcpy(split->held_y, test->y, test->N * sizeof *test->y);
    }
    for (int j = 0; j < n; j++) {
        split->deviation[j] = 1;
        if (standardize)
            moments(&split->mean[j], &split->deviation[j], split->X + j, split->N, n);
    }
    if (standardize && task == REGRESSION)
        moments(&split->y_mean, &split->y_deviation, split->y, split->N, 1);
    for (int i = 0; i < split->N + split->held; i++) {
        const int back = i >= split->N;
        double *x = back ? split->held_X + (size_t)(i - split->N) * n : split->X + (size_t)i * n;
        double *y = back ? &split->held_y[i - split->N] : &split->y[i];
        for (int j = 0; j < n; j++)
            x[j] = (x[j] - split->mean[j]) / split->deviation[j];
        *y = (*y - split->y_mean) / split->y_deviation;
    }
    return split;
}

void split_free(Split *split)
{
    if (!split)
        return;
    free(split->X);
    free(split->y);
    free(split->held_X);
    free(split->held_y);
    free(split->mean);
    free(split->deviation);
    free(split);
}
