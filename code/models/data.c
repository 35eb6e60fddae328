#include "data.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "rng.h"
#include "table.h"

enum { SPARSE_COORDINATES = 5 };

static Data *data_alloc(int N, int n, int truth)
{
    Data *data = die_calloc(1, sizeof *data);
    data->N = N;
    data->n = n;
    data->X = die_calloc((size_t)N * n, sizeof *data->X);
    data->y = die_calloc(N, sizeof *data->y);
    data->beta = truth ? die_calloc(n, sizeof *data->beta) : NULL;
    return data;
}

void data_free(Data *data)
{
    if (!data)
        return;
    free(data->X);
    free(data->y);
    free(data->beta);
    free(data);
}

/* A double in [0, 1) from two draws of a 32-bit generator. */
static double two_word_uniform(gsl_rng *twister)
{
    uint32_t a = (uint32_t)gsl_rng_get(twister) >> 5, b = (uint32_t)gsl_rng_get(twister) >> 6;
    return (a * 67108864.0 + b) / 9007199254740992.0;
}

Data *data_original_500(void)
{
    enum { N = 10, n = 20, SEED = 500 };
    Data *data = data_alloc(N, n, 1);

    /* X: normals in pairs by the polar method; the second of a pair is given first. */
    gsl_rng *twister = gsl_rng_alloc(gsl_rng_mt19937);
    require(twister);
    gsl_rng_set(twister, SEED);
    for (int i = 0; i < N * n; i += 2) {
        double x1, x2, s;
        do {
            x1 = 2 * two_word_uniform(twister) - 1;
            x2 = 2 * two_word_uniform(twister) - 1;
            s = x1 * x1 + x2 * x2;
        } while (s >= 1 || s == 0);
        double f = sqrt(-2 * log(s) / s);
        data->X[i] = f * x2;
        data->X[i + 1] = f * x1;
    }
    gsl_rng_free(twister);

    /* beta: 23 random bits as the fraction of a float32 in [1, 2), minus 1. */
    float beta[n];
    for (int j = 0; j < n; j++) {
        uint32_t block[4];
        rng_philox(block, (uint32_t[]){SEED, 0}, (uint32_t[]){(uint32_t)j / 4, 0, 1982574865, 0});
        uint32_t bits = (block[j % 4] & 0x7fffff) | 0x3f800000;
        memcpy(&beta[j], &bits, sizeof bits);
        beta[j] -= 1;
        data->beta[j] = beta[j];
    }

    /* y = X beta in float32. */
    for (int i = 0; i < N; i++) {
        float y = 0;
        for (int j = 0; j < n; j++)
            y += (float)data->X[i * n + j] * beta[j];
        data->y[i] = y;
    }
    return data;
}

/* X ~ N(0, I). */
static void draw_inputs(Data *data, const char *seed, const char *experiment, int replicate)
{
    Rng rng;
    rng_open(&rng, seed, experiment, replicate, "X");
    for (size_t i = 0; i < (size_t)data->N * data->n; i++)
        data->X[i] = rng_normal(&rng);
}

/* y = X beta, in the order of the coordinates. */
static void compute_outputs(Data *data)
{
    for (int i = 0; i < data->N; i++)
        for (int j = 0; j < data->n; j++)
            data->y[i] += data->X[(size_t)i * data->n + j] * data->beta[j];
}

Data *data_gaussian(int N, int n, const char *seed, const char *experiment, int replicate)
{
    Data *data = data_alloc(N, n, 1);
    draw_inputs(data, seed, experiment, replicate);
    Rng rng;
    rng_open(&rng, seed, experiment, replicate, "beta");
    for (int j = 0; j < n; j++)
        data->beta[j] = 2 * rng_uniform(&rng) - 1;
    compute_outputs(data);
    return data;
}

Data *data_sparse(int N, int n, double sigma, const char *seed, const char *experiment,
                  int replicate)
{
    Data *data = data_alloc(N, n, 1);
    draw_inputs(data, seed, experiment, replicate);
    for (int j = 0; j < n && j < SPARSE_COORDINATES; j++)
        data->beta[j] = 1 / sqrt(SPARSE_COORDINATES);
    compute_outputs(data);
    Rng rng;
    rng_open(&rng, seed, experiment, replicate, "noise");
    for (int i = 0; i < N; i++)
        data->y[i] += sigma * rng_normal(&rng);
    return data;
}

Data *data_signs(int N, int n, const char *seed, const char *experiment, int replicate,
                 const char *purpose)
{
    require(n >= 2);
    Data *data = data_alloc(N, n, 0);
    Rng rng;
    rng_open(&rng, seed, experiment, replicate, purpose);
    for (int i = 0; i < N; i++) {
        double *x = data->X + (size_t)i * n;
        const int second = (int)rng_below(&rng, 2);
        x[second] = rng_below(&rng, 2) ? 1 : -1;
        data->y[i] = second ? -1 : 1;
        for (int j = 2; j < n; j++)
            x[j] = rng_below(&rng, 2) ? 1 : -1;
    }
    return data;
}

/* Whether the columns are x1, ..., xn, y and every value is there. */
static int check_columns(const Table *table, char *sentence)
{
    for (int j = 0; j < table->columns; j++) {
        char wanted[16];
        snprintf(wanted, sizeof wanted, j < table->columns - 1 ? "x%d" : "y", j + 1);
        if (strcmp(table->names[j], wanted) != 0) {
            snprintf(sentence, SENTENCE, "%s: line 1, column %d: '%.40s' stands where '%s' must",
                     table->path, j + 1, table->names[j], wanted);
            return 0;
        }
        for (int i = 0; i < table->rows; i++)
            if (isnan(table->values[(size_t)i * table->columns + j])) {
                snprintf(sentence, SENTENCE, "%s: line %d, column %d (%s): no value", table->path,
                         i + 2, j + 1, wanted);
                return 0;
            }
    }
    if (table->columns < 2 || !table->rows) {
        snprintf(sentence, SENTENCE,
                 "%s: line %d: a data set needs columns x1, ..., xn, y and a row", table->path,
                 table->columns < 2 ? 1 : 2);
        return 0;
    }
    return 1;
}

Data *data_read_csv(const char *path, char *sentence)
{
    Table *table = table_read(path, sentence);
    Data *data = NULL;
    if (table && check_columns(table, sentence)) {
        int N = table->rows, n = table->columns - 1;
        data = data_alloc(N, n, 0);
        for (int i = 0; i < N; i++) {
            const double *row = table->values + (size_t)i * (n + 1);
            memcpy(data->X + (size_t)i * n, row, n * sizeof *row);
            data->y[i] = row[n];
        }
    }
    table_free(table);
    return data;
}

Data *data_read_signs(const char *path, char *sentence)
{
    Data *data = data_read_csv(path, sentence);
    for (int i = 0; data && i < data->N; i++)
        for (int j = 0; j <= data->n; j++) {
            const double x = j < data->n ? data->X[(size_t)i * data->n + j] : data->y[i];
            if (fabs(x) == 1 || (x == 0 && j < data->n))
                continue;
            snprintf(sentence, SENTENCE, "%s: line %d, column %d: %s", path, i + 2, j + 1,
                     j < data->n ? "a coordinate is -1, 0 or 1" : "a label is -1 or 1");
            data_free(data);
            return NULL;
        }
    return data;
}
