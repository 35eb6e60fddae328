#include "params.h"

#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "json.h"

enum { MOST_KEYS = 64 };

struct Params {
    char *path, *cell;
    Json *values;                 /* the cell's own members */
    const char *asked[MOST_KEYS]; /* keys that an accessor named */
    int asked_count;
    double *numbers[MOST_KEYS]; /* arrays handed out */
    int numbers_count;
    char fault[SENTENCE];
};

static const char *const OWN_USE[] = {"about", "cells", "profiles", "summary", NULL};

/* Keeps the first fault. */
__attribute__((format(printf, 3, 4))) static void fault(Params *params, const char *key,
                                                        const char *format, ...)
{
    if (*params->fault)
        return;
    int used = snprintf(params->fault, SENTENCE, "%s: cell %s: key '%.60s' ", params->path,
                        params->cell, key);
    if (used >= SENTENCE)
        used = SENTENCE - 1; /* the path alone fills the sentence */
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(params->fault + used, SENTENCE - used, format, arguments);
    va_end(arguments);
}

static const Json *ask(Params *params, const char *key)
{
    require(params->asked_count < MOST_KEYS);
    params->asked[params->asked_count++] = key;
    return json_find(params->values, key);
}

Params *params_read(const char *path, const char *cell, char *sentence)
{
    Json *file = json_read(path, sentence);
    if (!file)
        return NULL;
    const Json *cells = json_find(file, "cells"), *patch = NULL;
    for (const Json *c = json_first(cells); c; c = json_next(c))
        if (json_is_object(cells) && !strcmp(json_name(c), cell))
            patch = c;
    Params *params = NULL;
    if (!json_is_object(file) || !json_is_object(cells))
        snprintf(sentence, SENTENCE, "%s: key 'cells' must be there and an object", path);
    else if (!patch)
        snprintf(sentence, SENTENCE, "%s: key 'cells' has no cell '%.60s'", path, cell);
    else if (!json_is_object(patch))
        snprintf(sentence, SENTENCE, "%s: cell %.60s: must be an object", path, cell);
    else {
        params = die_calloc(1, sizeof *params);
        params->path = die_printf("%s", path);
        params->cell = die_printf("%s", cell);
        params->values = json_merge(file, patch, OWN_USE);
        params_text(params, "experiment");
        params_optional_text(params, "profile");
    }
    json_free(file);
    return params;
}

void params_free(Params *params)
{
    if (!params)
        return;
    for (int i = 0; i < params->numbers_count; i++)
        free(params->numbers[i]);
    json_free(params->values);
    free(params->path);
    free(params->cell);
    free(params);
}

const char *params_experiment(const Params *params)
{
    const Json *name = json_find(params->values, "experiment");
    return json_has_text(name) ? json_text(name) : "";
}

const char *params_cell(const Params *params)
{
    return params->cell;
}

const char *params_profile(const Params *params)
{
    const Json *name = json_find(params->values, "profile");
    return json_has_text(name) ? json_text(name) : "full";
}

/* Whether value is a number in [low, high]; else the fault is kept. */
static int check_number(Params *params, const char *key, const Json *value, double low, double high)
{
    if (!value)
        fault(params, key, "is missing");
    else if (!json_has_number(value))
        fault(params, key, "must be a number");
    else if (!(json_number(value) >= low && json_number(value) <= high))
        fault(params, key, "is %.17g, outside %g to %g", json_number(value), low, high);
    else
        return 1;
    return 0;
}

double params_number(Params *params, const char *key, double low, double high)
{
    const Json *value = ask(params, key);
    return check_number(params, key, value, low, high) ? json_number(value) : low;
}

/* Whether value is a whole number; else the fault is kept. */
static int check_whole(Params *params, const char *key, double value)
{
    if (value != rint(value))
        fault(params, key, "is %.17g, not a whole number", value);
    return value == rint(value);
}

int params_integer(Params *params, const char *key, int low, int high)
{
    double value = params_number(params, key, low, high);
    return check_whole(params, key, value) ? (int)value : low;
}

const char *params_optional_text(Params *params, const char *key)
{
    const Json *value = ask(params, key);
    if (value && !json_has_text(value))
        fault(params, key, "must be a text");
    return json_has_text(value) ? json_text(value) : NULL;
}

const char *params_text(Params *params, const char *key)
{
    const char *text = params_optional_text(params, key);
    if (!text)
        fault(params, key, "is missing");
    return text ? text : "";
}

const double *params_numbers(Params *params, const char *key, double low, double high, int *count)
{
    const Json *array = ask(params, key);
    double *values = die_calloc(MOST_NUMBERS, sizeof *values);
    params->numbers[params->numbers_count++] = values;
    *count = 0;
    if (!json_is_array(array) || !json_first(array)) {
        fault(params, key, array ? "must be an array of numbers" : "is missing");
        return values;
    }
    int i = 0;
    for (const Json *item = json_first(array); item; item = json_next(item)) {
        if (i == MOST_NUMBERS) {
            fault(params, key, "has more than %d numbers", MOST_NUMBERS);
            return values;
        }
        if (!check_number(params, key, item, low, high))
            return values;
        values[i++] = json_number(item);
    }
    *count = i;
    return values;
}

const double *params_integers(Params *params, const char *key, double low, double high, int *count)
{
    const double *values = params_numbers(params, key, low, high, count);
    for (int i = 0; i < *count; i++)
        if (!check_whole(params, key, values[i]))
            *count = 0;
    return values;
}

/* sign is 1 where they must increase, -1 where they must decrease. */
static const double *numbers_in_order(Params *params, const char *key, double low, double high,
                                      int *count, int sign)
{
    const double *values = params_numbers(params, key, low, high, count);
    for (int i = 1; i < *count; i++)
        if (sign * values[i] <= sign * values[i - 1]) {
            fault(params, key, "must %s", sign > 0 ? "increase" : "decrease");
            *count = 0;
        }
    return values;
}

const double *params_increasing(Params *params, const char *key, double low, double high,
                                int *count)
{
    return numbers_in_order(params, key, low, high, count, 1);
}

const double *params_decreasing(Params *params, const char *key, double low, double high,
                                int *count)
{
    return numbers_in_order(params, key, low, high, count, -1);
}

void params_correct(Params *params, const char *key, double value)
{
    if (!json_find(params->values, key))
        return;
    char sentence[SENTENCE], *text = isnan(value) ? die_printf("{\"%s\": null}", key)
                                                  : die_printf("{\"%s\": %.17g}", key, value);
    Json *patch = json_parse(text, key, sentence), *before = params->values;
    require(patch);
    params->values = json_merge(before, patch, (const char *const[]){NULL});
    json_free(before);
    json_free(patch);
    free(text);
}

const char *params_fault(Params *params)
{
    for (const Json *member = json_first(params->values); member; member = json_next(member)) {
        int known = 0;
        for (int i = 0; i < params->asked_count && !known; i++)
            known = !strcmp(json_name(member), params->asked[i]);
        if (!known)
            fault(params, json_name(member), "is not known here");
    }
    return *params->fault ? params->fault : NULL;
}

char *params_print(const Params *params)
{
    return json_print(params->values);
}
