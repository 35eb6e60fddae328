#include "record.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "files.h"

enum { MOST_TABLES = 64, MOST_FIELDS = 32, ROW_TEXT = 1024 };

struct RecordTable {
    Output *output;
    char *file;   /* its name, without folders */
    char *header; /* NULL while no row has given it */
    char **words; /* for each column NULL, or what its numbers are written as, comma-separated */
    int columns;
    long rows;
};

struct Record {
    char *prefix;
    cJSON *json;
    RecordTable tables[MOST_TABLES];
    int count;
};

void record_format(char text[32], double value)
{
    require(isfinite(value));
    if (value == rint(value) && fabs(value) < 9007199254740992.0)
        snprintf(text, 32, "%.0f", value == 0 ? 0.0 : value);
    else
        snprintf(text, 32, "%.*g", RECORD_DIGITS, value);
}

double record_finite(double value)
{
    return isfinite(value) ? value : RECORD_EMPTY;
}

double record_bound(double value)
{
    return fabs(value) <= 1e-12 ? 1e-12 : pow(10, ceil(log10(fabs(value))));
}

double record_resolved(double value, double unit)
{
    return round(value / unit) * unit;
}

/* The object of that name in another, a new one where there is none; NULL where it is a number. */
static cJSON *member(cJSON *object, const char *name)
{
    cJSON *found = cJSON_GetObjectItemCaseSensitive(object, name);
    if (!found)
        return cJSON_AddObjectToObject(object, name);
    return cJSON_IsObject(found) ? found : NULL;
}

Record *record_open(const char *prefix, const char *experiment, const char *cell,
                    const char *profile, const char *parameters)
{
    Record *record = die_calloc(1, sizeof *record);
    record->prefix = die_printf("%s", prefix);
    record->json = cJSON_CreateObject();
    cJSON_AddStringToObject(record->json, "experiment", experiment);
    if (cell)
        cJSON_AddStringToObject(record->json, "cell", cell);
    cJSON_AddStringToObject(record->json, "profile", profile);
    if (parameters)
        cJSON_AddItemToObject(record->json, "parameters", cJSON_Parse(parameters));
    member(record->json, "results");
    return record;
}

/* Writes the header. */
static void begin_rows(RecordTable *table, const char *header)
{
    table->header = die_printf("%s", header);
    table->columns = 1;
    for (const char *p = header; *p; p++)
        table->columns += *p == ',';
    table->words = die_calloc(table->columns, sizeof *table->words);
    fprintf(table->output->stream, "%s\n", header);
}

RecordTable *record_table(Record *record, const char *name)
{
    if (*name && !files_is_name(name))
        die("%s.json: no table can be called '%.60s': letters, digits and _.- make a name",
            record->prefix, name);
    if (record->count == MOST_TABLES)
        die("%s.json: no room for the table '%s': it has %d", record->prefix, name, MOST_TABLES);
    char *path = die_printf("%s%s%s.csv", record->prefix, *name ? "-" : "", name);
    const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;
    for (int i = 0; i < record->count; i++)
        if (!strcmp(record->tables[i].file, file))
            die("%s.json: two tables are called '%s'", record->prefix, name);
    RecordTable *table = &record->tables[record->count++];
    table->file = die_printf("%s", file);
    table->output = files_create(path);
    free(path);
    return table;
}

RecordTable *record_headed(Record *record, const char *name, const char *header)
{
    RecordTable *table = record_table(record, name);
    begin_rows(table, header);
    return table;
}

/* Start of field number index, of *length characters, in a comma-separated list. */
static const char *field_of(const char *list, double index, size_t *length)
{
    require(index >= 0 && index < INT_MAX && index == rint(index));
    for (int left = (int)index; left > 0; left--) {
        list += strcspn(list, ",");
        require(*list++ == ',');
    }
    *length = strcspn(list, ",");
    return list;
}

void record_words(RecordTable *table, const char *column, const char *words)
{
    int i = 0;
    for (; i < table->columns; i++) {
        size_t length;
        const char *name = field_of(table->header, i, &length);
        if (length == strlen(column) && !strncmp(name, column, length))
            break;
    }
    require(i < table->columns && !table->words[i]);
    table->words[i] = die_printf("%s", words);
}

void record_values(RecordTable *table, const double *values, int count)
{
    require(count == table->columns);
    for (int i = 0; i < count; i++) {
        char text[32] = "";
        const char *field = text;
        size_t length = 0;
        if (values[i] != RECORD_EMPTY && table->words[i]) {
            field = field_of(table->words[i], values[i], &length);
        } else if (values[i] != RECORD_EMPTY) {
            record_format(text, values[i]);
            length = strlen(text);
        }
        fprintf(table->output->stream, "%s%.*s", i ? "," : "", (int)length, field);
    }
    fputc('\n', table->output->stream);
    table->rows++;
}

void record_fields(RecordTable *table, int condition, const RecordField *fields, int count)
{
    char header[ROW_TEXT] = "";
    double values[MOST_FIELDS];
    size_t used = 0;
    require(count <= MOST_FIELDS);
    for (int i = 0; i < count; i++) {
        used += (size_t)snprintf(header + used, sizeof header - used, "%s%s", i ? "," : "",
                                 fields[i].column);
        require(used < sizeof header);
        values[i] = fields[i].value;
    }
    if (!table->header)
        begin_rows(table, header);
    require(!strcmp(header, table->header));
    if (condition)
        record_values(table, values, count);
}

void record_number(Record *record, const char *path, double value)
{
    cJSON *object = member(record->json, "results");
    const char *last = path;
    char name[128]; /* as in json_find */
    for (size_t length; object && last[length = strcspn(last, "/")]; last += length + 1) {
        snprintf(name, sizeof name, "%.*s", (int)length, last);
        object = length < sizeof name ? member(object, name) : NULL;
    }
    if (!object || strlen(last) >= sizeof name || cJSON_GetObjectItemCaseSensitive(object, last))
        die("%s.json: no result can be called '%s': there is one, or the name is too long",
            record->prefix, path);
    char text[32];
    record_format(text, value);
    cJSON_AddRawToObject(object, last, text);
}

void record_input(Record *record, const char *name, const char *sha256)
{
    cJSON_AddStringToObject(member(record->json, "inputs"), name, sha256);
}

/* SHA-256 of a closed output that still has its temporary name. */
static void hash_of(char hex[65], const Output *output)
{
    char sentence[SENTENCE];
    size_t length;
    char *bytes = files_read(output->temporary, &length, sentence);
    if (!bytes)
        die("%s", sentence);
    files_sha256(hex, bytes, length);
    free(bytes);
}

void record_close(Record *record)
{
    cJSON *tables = cJSON_AddArrayToObject(record->json, "tables");
    for (int i = 0; i < record->count; i++) {
        RecordTable *table = &record->tables[i];
        require(table->header);
        files_close(table->output);
        char hex[65];
        hash_of(hex, table->output);
        cJSON *entry = cJSON_CreateObject();
        cJSON_AddStringToObject(entry, "file", table->file);
        cJSON_AddNumberToObject(entry, "rows", (double)table->rows);
        cJSON_AddStringToObject(entry, "sha256", hex);
        cJSON_AddItemToArray(tables, entry);
    }
    char *path = die_printf("%s.json", record->prefix);
    Output *json = files_create(path);
    char *text = cJSON_Print(record->json);
    if (!text)
        die("%s: no memory to write it", path);
    fprintf(json->stream, "%s\n", text);
    files_close(json);
    /* An earlier JSON would vouch for tables that are just being replaced. */
    if (remove(path) && errno != ENOENT)
        die("%s: cannot be replaced: %s", path, strerror(errno));
    for (int i = 0; i < record->count; i++) {
        RecordTable *table = &record->tables[i];
        files_publish(table->output);
        for (int k = 0; k < table->columns; k++)
            free(table->words[k]);
        free(table->words);
        free(table->header);
        free(table->file);
    }
    files_publish(json);
    free(text);
    free(path);
    free(record->prefix);
    cJSON_Delete(record->json);
    free(record);
}
