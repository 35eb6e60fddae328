#include "json.h"

#include <cjson/cJSON.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "files.h"

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A key that an object of the document has twice, or NULL. */
static const char *key_twice(const cJSON *json)
{
    const int count = cJSON_IsObject(json) ? cJSON_GetArraySize(json) : 0;
    const char **names = die_calloc(count, sizeof *names), *twice = NULL;
    int i = 0;
    for (const cJSON *member = json->child; i < count; member = member->next)
        names[i++] = member->string;
    qsort(names, count, sizeof *names, compare_names);
    for (i = 1; i < count && !twice; i++)
        twice = strcmp(names[i - 1], names[i]) ? NULL : names[i];
    free(names);
    for (const cJSON *member = json->child; member && !twice; member = member->next)
        twice = key_twice(member);
    return twice;
}

/* The key of a number of the document that is not finite, or of the array it is in, or NULL. */
static const char *key_too_large(const cJSON *json, const char *key)
{
    if (cJSON_IsNumber(json))
        return isfinite(json->valuedouble) ? NULL : key;
    const char *found = NULL;
    for (const cJSON *member = json->child; member && !found; member = member->next)
        found = key_too_large(member, member->string ? member->string : key);
    return found;
}

Json *json_parse(const char *text, const char *path, char *sentence)
{
    const char *end = NULL;
    cJSON *json = cJSON_ParseWithOpts(text, &end, 1);
    if (!json) {
        int line = 1;
        for (const char *p = text; p < end; p++)
            line += *p == '\n';
        int shown = end ? (int)strcspn(end, "\r\n") : 0;
        snprintf(sentence, SENTENCE, "%s: line %d: not JSON from '%.*s' on", path, line,
                 shown < 20 ? shown : 20, end ? end : "");
        return NULL;
    }
    const char *twice = key_twice(json), *large = key_too_large(json, "");
    if (twice || large) {
        snprintf(sentence, SENTENCE,
                 twice ? "%s: the key '%.60s' stands twice in one object"
                       : "%s: key '%.60s' has a number that is too large",
                 path, twice ? twice : large);
        cJSON_Delete(json);
        return NULL;
    }
    return json;
}

Json *json_read(const char *path, char *sentence)
{
    char *text = files_read(path, NULL, sentence);
    if (!text)
        return NULL;
    Json *json = json_parse(text, path, sentence);
    free(text);
    return json;
}

void json_free(Json *json)
{
    cJSON_Delete(json);
}

const Json *json_find(const Json *json, const char *path)
{
    while (json && *path) {
        size_t length = strcspn(path, "/");
        char name[128];
        if (length >= sizeof name)
            return NULL;
        memcpy(name, path, length);
        name[length] = '\0';
        char *end;
        long index = strtol(name, &end, 10);
        if (cJSON_IsArray(json))
            json = end > name && !*end && index >= 0 && index <= INT_MAX
                       ? cJSON_GetArrayItem(json, (int)index)
                       : NULL;
        else
            json = cJSON_GetObjectItemCaseSensitive(json, name);
        path += length + (path[length] == '/');
    }
    return json;
}

const Json *json_first(const Json *json)
{
    return json ? json->child : NULL;
}

const Json *json_next(const Json *json)
{
    return json->next;
}

const char *json_name(const Json *json)
{
    return json->string;
}

int json_has_number(const Json *json)
{
    return cJSON_IsNumber(json);
}

int json_has_text(const Json *json)
{
    return cJSON_IsString(json);
}

int json_is_object(const Json *json)
{
    return cJSON_IsObject(json);
}

int json_is_array(const Json *json)
{
    return cJSON_IsArray(json);
}

double json_number(const Json *json)
{
    require(cJSON_IsNumber(json));
    return json->valuedouble;
}

const char *json_text(const Json *json)
{
    require(cJSON_IsString(json));
    return json->valuestring;
}

/* RFC 7396: members of patch replace those of object, objects member by member, null removes. */
static void apply_patch(cJSON *object, const cJSON *patch)
{
    for (const cJSON *member = patch->child; member; member = member->next) {
        const char *name = member->string;
        cJSON *old = cJSON_GetObjectItemCaseSensitive(object, name);
        if (cJSON_IsNull(member)) {
            cJSON_DeleteItemFromObjectCaseSensitive(object, name);
            continue;
        }
        if (cJSON_IsObject(old) && cJSON_IsObject(member)) {
            apply_patch(old, member);
            continue;
        }
        cJSON *fresh = cJSON_IsObject(member) ? cJSON_CreateObject() : cJSON_Duplicate(member, 1);
        if (cJSON_IsObject(member))
            apply_patch(fresh, member); /* which leaves out its nulls */
        if (old)
            cJSON_ReplaceItemInObjectCaseSensitive(object, name, fresh);
        else
            cJSON_AddItemToObject(object, name, fresh);
    }
}

Json *json_merge(const Json *object, const Json *patch, const char *const *drop)
{
    cJSON *merged = cJSON_Duplicate(object, 1);
    if (!merged)
        die("no memory to merge two JSON objects");
    if (patch)
        apply_patch(merged, patch);
    for (; *drop; drop++)
        cJSON_DeleteItemFromObjectCaseSensitive(merged, *drop);
    return merged;
}

char *json_print(const Json *json)
{
    char *text = cJSON_PrintUnformatted(json);
    if (!text)
        die("no memory to print a JSON object");
    return text;
}
