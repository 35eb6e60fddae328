/* The functions of cJSON that the library calls, for WebAssembly. The browser's own JSON.parse
 * reads: page_parse, below, has paper/web/machine.js build the document with the functions here.
 * Documents are printed as cJSON prints them, to the byte, since a cell's record is one. */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __wasm__
__attribute__((import_module("page"), import_name("parse"))) cJSON *page_parse(const char *text);
#else
cJSON *page_parse(const char *text); /* the test's */
#endif

static void *room(size_t size)
{
    void *memory = calloc(1, size);
    if (!memory)
        abort();
    return memory;
}

static char *copy(const char *text)
{
    const size_t size = text ? strlen(text) + 1 : 0;
    return text ? memcpy(room(size), text, size) : NULL;
}

/* ---- reading --------------------------------------------------------------------------------- */

static cJSON *make(int type, const char *text, double number)
{
    cJSON *item = room(sizeof *item);
    item->type = type;
    item->valuestring = copy(text);
    item->valuedouble = number;
    return item;
}

cJSON *cJSON_CreateObject(void)
{
    return make(cJSON_Object, NULL, 0);
}

cJSON *cJSON_CreateArray(void)
{
    return make(cJSON_Array, NULL, 0);
}

cJSON *cJSON_CreateNull(void)
{
    return make(cJSON_NULL, NULL, 0);
}

cJSON *cJSON_CreateBool(cJSON_bool is)
{
    return make(is ? cJSON_True : cJSON_False, NULL, 0);
}

cJSON *cJSON_CreateNumber(double number)
{
    return make(cJSON_Number, NULL, number);
}

cJSON *cJSON_CreateString(const char *text)
{
    return make(cJSON_String, text, 0);
}

cJSON *cJSON_Parse(const char *text)
{
    return page_parse(text);
}

cJSON *cJSON_ParseWithOpts(const char *text, const char **end, cJSON_bool whole)
{
    (void)whole; /* always */
    *end = text;
    return page_parse(text);
}

void cJSON_Delete(cJSON *item)
{
    while (item) {
        cJSON *next = item->next;
        cJSON_Delete(item->child);
        free(item->valuestring);
        free(item->string);
        free(item);
        item = next;
    }
}

static cJSON_bool is(const cJSON *item, int type)
{
    return item && item->type == type;
}

cJSON_bool cJSON_IsNull(const cJSON *item)
{
    return is(item, cJSON_NULL);
}

cJSON_bool cJSON_IsNumber(const cJSON *item)
{
    return is(item, cJSON_Number);
}

cJSON_bool cJSON_IsString(const cJSON *item)
{
    return is(item, cJSON_String);
}

cJSON_bool cJSON_IsArray(const cJSON *item)
{
    return is(item, cJSON_Array);
}

cJSON_bool cJSON_IsObject(const cJSON *item)
{
    return is(item, cJSON_Object);
}

int cJSON_GetArraySize(const cJSON *array)
{
    int count = 0;
    for (const cJSON *item = array ? array->child : NULL; item; item = item->next)
        count++;
    return count;
}

cJSON *cJSON_GetArrayItem(const cJSON *array, int index)
{
    cJSON *item = array ? array->child : NULL;
    while (item && index-- > 0)
        item = item->next;
    return item;
}

cJSON *cJSON_GetObjectItemCaseSensitive(const cJSON *object, const char *name)
{
    cJSON *item = object ? object->child : NULL;
    while (item && (!item->string || strcmp(item->string, name) != 0))
        item = item->next;
    return item;
}

/* ---- changing: the first child's prev is the last child, as in cJSON ------------------------- */

cJSON_bool cJSON_AddItemToArray(cJSON *array, cJSON *item)
{
    cJSON *first = array->child;
    if (first) {
        item->prev = first->prev;
        first->prev->next = item;
        first->prev = item;
    } else {
        array->child = item->prev = item;
    }
    return 1;
}

cJSON_bool cJSON_AddItemToObject(cJSON *object, const char *name, cJSON *item)
{
    free(item->string);
    item->string = copy(name);
    return cJSON_AddItemToArray(object, item);
}

static cJSON *added(cJSON *object, const char *name, cJSON *item)
{
    cJSON_AddItemToObject(object, name, item);
    return item;
}

cJSON *cJSON_AddObjectToObject(cJSON *object, const char *name)
{
    return added(object, name, cJSON_CreateObject());
}

cJSON *cJSON_AddArrayToObject(cJSON *object, const char *name)
{
    return added(object, name, cJSON_CreateArray());
}

cJSON *cJSON_AddNumberToObject(cJSON *object, const char *name, double number)
{
    return added(object, name, cJSON_CreateNumber(number));
}

cJSON *cJSON_AddStringToObject(cJSON *object, const char *name, const char *text)
{
    return added(object, name, cJSON_CreateString(text));
}

cJSON *cJSON_AddRawToObject(cJSON *object, const char *name, const char *text)
{
    return added(object, name, make(cJSON_Raw, text, 0));
}

cJSON *cJSON_Duplicate(const cJSON *item, cJSON_bool deep)
{
    cJSON *made = make(item->type, item->valuestring, item->valuedouble);
    made->string = copy(item->string);
    for (const cJSON *child = deep ? item->child : NULL; child; child = child->next)
        cJSON_AddItemToArray(made, cJSON_Duplicate(child, 1));
    return made;
}

/* Puts fresh, or nothing, in the place of the member. */
static void exchange(cJSON *object, const char *name, cJSON *fresh)
{
    cJSON *old = object->child, *first = NULL;
    object->child = NULL;
    for (cJSON *next; old; old = next) {
        next = old->next;
        old->next = old->prev = NULL;
        if (strcmp(old->string, name) != 0) {
            cJSON_AddItemToArray(object, old);
            continue;
        }
        if (fresh)
            cJSON_AddItemToObject(object, name, fresh);
        first = old;
    }
    cJSON_Delete(first);
}

void cJSON_DeleteItemFromObjectCaseSensitive(cJSON *object, const char *name)
{
    exchange(object, name, NULL);
}

cJSON_bool cJSON_ReplaceItemInObjectCaseSensitive(cJSON *object, const char *name, cJSON *fresh)
{
    exchange(object, name, fresh);
    return 1;
}

/* ---- writing --------------------------------------------------------------------------------- */

static void print_text(FILE *out, const char *text)
{
    static const char plain[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    fputc('"', out);
    for (; *text; text++) {
        const char *found = strchr(plain, *text);
        if (found)
            fprintf(out, "\\%c", letters[found - plain]);
        else if ((unsigned char)*text < ' ')
            fprintf(out, "\\u%04x", (unsigned)*text);
        else
            fputc(*text, out);
    }
    fputc('"', out);
}

static void print_number(FILE *out, double number)
{
    char text[32];
    snprintf(text, sizeof text, "%1.15g", number);
    if (fabs(strtod(text, NULL) - number) > fabs(number) * 0x1p-52)
        snprintf(text, sizeof text, "%1.17g", number);
    fputs(isfinite(number) ? text : "null", out);
}

/* depth is of the tabs, or negative for a document on one line. */
static void print(FILE *out, const cJSON *item, int depth)
{
    const int object = item->type == cJSON_Object, lines = depth >= 0 && object;
    switch (item->type) {
    case cJSON_Number:
        print_number(out, item->valuedouble);
        return;
    case cJSON_String:
        print_text(out, item->valuestring);
        return;
    case cJSON_Raw:
        fputs(item->valuestring, out);
        return;
    case cJSON_Array:
    case cJSON_Object:
        break;
    default:
        fputs(item->type == cJSON_True    ? "true"
              : item->type == cJSON_False ? "false"
                                          : "null",
              out);
        return;
    }
    fputs(object ? lines ? "{\n" : "{" : "[", out);
    for (const cJSON *child = item->child; child; child = child->next) {
        for (int i = 0; lines && i <= depth; i++)
            fputc('\t', out);
        if (object) {
            print_text(out, child->string);
            fputs(lines ? ":\t" : ":", out);
        }
        print(out, child, depth < 0 ? -1 : depth + 1);
        fputs(child->next ? depth >= 0 && !object ? ", " : "," : "", out);
        if (lines)
            fputc('\n', out);
    }
    for (int i = 0; lines && i < depth; i++)
        fputc('\t', out);
    fputc(object ? '}' : ']', out);
}

static char *printed(const cJSON *item, int depth)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    if (!out)
        abort();
    print(out, item, depth);
    fclose(out);
    return text;
}

char *cJSON_Print(const cJSON *item)
{
    return printed(item, 0);
}

char *cJSON_PrintUnformatted(const cJSON *item)
{
    return printed(item, -1);
}
