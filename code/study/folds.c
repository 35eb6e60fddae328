#include "folds.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "die.h"
#include "json.h"
#include "table.h"

static Folds *folds_alloc(int folds, int count)
{
    Folds *f = die_calloc(1, sizeof *f);
    *f = (Folds){.folds = folds, .count = count};
    f->errors = die_calloc((size_t)folds * count, sizeof *f->errors);
    f->mean = die_calloc(count, sizeof *f->mean);
    f->se = die_calloc(count, sizeof *f->se);
    return f;
}

void folds_free(Folds *f)
{
    if (!f)
        return;
    free(f->errors);
    free(f->mean);
    free(f->se);
    free(f);
}

static double mean_of(const double *values, int count, int stride)
{
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += values[(size_t)i * stride];
    return sum / count;
}

static double se_of(const double *values, int count, int stride)
{
    const double mean = mean_of(values, count, stride);
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += (values[(size_t)i * stride] - mean) * (values[(size_t)i * stride] - mean);
    return count > 1 ? sqrt(sum / (count - 1) / count) : NAN;
}

static void summarize(Folds *f)
{
    f->best = 0;
    for (int c = 0; c < f->count; c++) {
        f->mean[c] = mean_of(f->errors + c, f->folds, f->count);
        f->se[c] = se_of(f->errors + c, f->folds, f->count);
        if (isnan(f->mean[f->best]) || f->mean[c] < f->mean[f->best])
            f->best = c;
    }
}

Folds *folds_read(const char *folder, int folds, const char *name, const char *column)
{
    Folds *f = NULL;
    for (int k = 0; k < folds; k++) {
        char *path = die_printf("%s/fold%d%s%s.csv", folder, k + 1, *name ? "-" : "", name);
        char sentence[SENTENCE];
        Table *table = table_read(path, sentence);
        if (!table)
            die("%s", sentence);
        const int at = table_column(table, column);
        if (!f)
            f = folds_alloc(folds, table->rows);
        if (at < 0 || table->rows != f->count)
            die("%s: it has not the rows and columns of the other folds: remove it and make it "
                "anew",
                path);
        for (int c = 0; c < f->count; c++)
            f->errors[(size_t)k * f->count + c] = table->values[(size_t)c * table->columns + at];
        table_free(table);
        free(path);
    }
    require(f);
    summarize(f);
    return f;
}

Folds *folds_number(const char *folder, int folds, const char *key)
{
    Folds *f = folds_alloc(folds, 1);
    char *inside = die_printf("results/%s", key);
    for (int k = 0; k < folds; k++) {
        char *path = die_printf("%s/fold%d.json", folder, k + 1), sentence[SENTENCE];
        Json *json = json_read(path, sentence);
        if (!json)
            die("%s", sentence);
        const Json *value = json_find(json, inside);
        f->errors[k] = json_has_number(value) ? json_number(value) : NAN;
        json_free(json);
        free(path);
    }
    free(inside);
    summarize(f);
    return f;
}

Folds *folds_average(const Folds *each, int K)
{
    Folds *f = folds_alloc(each->folds, each->count / K);
    for (int i = 0; i < each->folds * each->count; i++)
        f->errors[i / K] += each->errors[i] / K;
    summarize(f);
    return f;
}

double folds_half_width(double se, int count)
{
    return count > 1 ? se * gsl_cdf_tdist_Pinv(0.975, count - 1) : NAN;
}

double folds_mean(const double *values, int count, double *half)
{
    *half = folds_half_width(se_of(values, count, 1), count);
    return mean_of(values, count, 1);
}

static void note(Record *record, const char *path, const char *name, double value)
{
    char *key = die_printf("%s/%s", path, name);
    record_number(record, key, value);
    free(key);
}

void folds_compare_values(Record *record, const char *path, const double *differences, int count)
{
    const double mean = mean_of(differences, count, 1);
    const double half = folds_half_width(se_of(differences, count, 1), count);
    if (!isfinite(mean) || !isfinite(half))
        return;
    note(record, path, "difference", mean);
    note(record, path, "low", mean - half);
    note(record, path, "high", mean + half);
    note(record, path, "decided", mean - half > 0 ? 1 : mean + half < 0 ? -1 : 0);
}

void folds_compare(Record *record, const char *path, const Folds *a, int i, const Folds *b, int k)
{
    double *differences = die_calloc(a->folds, sizeof *differences);
    for (int f = 0; f < a->folds; f++)
        differences[f] = a->errors[(size_t)f * a->count + i] - b->errors[(size_t)f * b->count + k];
    folds_compare_values(record, path, differences, a->folds);
    free(differences);
}
