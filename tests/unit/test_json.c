/* json: reading, finding and merging documents. */
#include "json.h"
#include "sandbox.h"

static Json *parse(const char *text)
{
    char sentence[SENTENCE];
    Json *json = json_parse(text, "t.json", sentence);
    assert_non_null(json);
    return json;
}

TEST(find_follows_names_and_indices)
{
    Json *json =
        parse("{\"cells\": {\"a0.1\": {\"alpha\": 0.1}, \"A\": 2}, \"list\": [5, [6, \"seven\"]],"
              " \"none\": null, \"1\": 8}");
    assert_true(json_number(json_find(json, "cells/a0.1/alpha")) == 0.1);
    assert_true(json_number(json_find(json, "list/0")) == 5);
    assert_string_equal(json_text(json_find(json, "list/1/1")), "seven");
    assert_true(json_number(json_find(json, "1")) == 8);
    assert_ptr_equal(json_find(json, ""), json);
    const char *absent[] = {
        "cells/a", "cells/a0.1/alpha/x", "list/2", "list/-1", "list/x", "cell", "CELLS",
        "list//1", "list/4294967296"};
    for (int i = 0; i < 9; i++)
        assert_null(json_find(json, absent[i]));
    assert_null(json_find(NULL, "cells"));
    json_free(json);
}

TEST(members_come_in_order_and_know_their_kind)
{
    Json *json = parse("{\"z\": 1, \"a\": \"t\", \"o\": {}, \"l\": [], \"n\": null, \"b\": true}");
    const char *names = "zaolnb";
    int kinds[6] = {1, 2, 4, 8, 0, 0}, i = 0;
    for (const Json *m = json_first(json); m; m = json_next(m), i++) {
        assert_int_equal(json_name(m)[0], names[i]);
        assert_int_equal(!!json_has_number(m) + 2 * !!json_has_text(m) + 4 * !!json_is_object(m) +
                             8 * !!json_is_array(m),
                         kinds[i]);
    }
    assert_int_equal(i, 6);
    assert_false(json_has_number(NULL) || json_has_text(NULL) || json_is_object(NULL) ||
                 json_is_array(NULL));
    assert_null(json_first(NULL));
    json_free(json);
}

TEST(merge_follows_rfc_7396)
{
    /* Object, patch and result: the examples of the RFC's appendix that have objects. */
    static const char *const known[][3] = {
        {"{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
        {"{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}"},
        {"{\"a\":\"b\"}", "{\"a\":null}", "{}"},
        {"{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}"},
        {"{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
        {"{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}"},
        {"{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}", "{\"a\":{\"b\":\"d\"}}"},
        {"{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}"},
        {"{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}"},
        {"{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        Json *object = parse(known[i][0]), *patch = parse(known[i][1]);
        Json *merged = json_merge(object, patch, (const char *const[]){NULL});
        char *text = json_print(merged), *kept = json_print(object);
        assert_string_equal(text, known[i][2]);
        assert_string_equal(kept, known[i][0]);
        free(text);
        free(kept);
        json_free(merged);
        json_free(patch);
        json_free(object);
    }
    Json *object = parse("{\"a\":1,\"b\":2,\"c\":3}");
    Json *merged = json_merge(object, NULL, (const char *const[]){"c", "a", "x", NULL});
    char *text = json_print(merged);
    assert_string_equal(text, "{\"b\":2}");
    free(text);
    json_free(merged);
    json_free(object);
}

TEST(faults_give_one_line_with_file_and_place)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"", "t.json: line 1: not JSON"},
        {"{\"a\": 1", "t.json: line 1: not JSON"},
        {"{\n \"a\": 1,\n \"b\" 2\n}\n", "t.json: line 3: not JSON"},
        {"{\n \"a\": 1,\n \"b\": [2 3]\n}\n", "t.json: line 3: not JSON"},
        {"{\"a\": 1}\n{\"b\": 2}\n", "t.json: line 2: not JSON"},
        {"{\"a\": 1} x", "t.json: line 1: not JSON"},
        {"{\"a\": 1, \"a\": 2}", "t.json: the key 'a' stands twice in one object"},
        {"{\"c\": 1, \"a\": 1, \"b\": 2, \"a\": 2}",
         "t.json: the key 'a' stands twice in one object"},
        {"{\"a\": {\"b\": 1e999}}", "t.json: key 'b' has a number that is too large"},
        {"{\"a\": [{}, [1, -1e309]]}", "t.json: key 'a' has a number that is too large"},
        {"{\"l\": [{\"o\": {\"b\": 1, \"c\": 2, \"b\": 3}}]}",
         "the key 'b' stands twice in one object"},
    };
    char sentence[SENTENCE];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_null(json_parse(bad[i].text, "t.json", sentence));
        assert_says(sentence, bad[i].says);
        assert_null(strchr(sentence, '\n'));
    }
    /* The same key in different objects is none. */
    json_free(parse("{\"a\": {\"a\": 1}, \"b\": {\"a\": 2}}"));
}

TEST(files_are_read_whole)
{
    char sentence[SENTENCE];
    sandbox_write("t.json", "[1, 2]\n", 7);
    Json *json = json_read("t.json", sentence);
    assert_non_null(json);
    assert_true(json_number(json_find(json, "1")) == 2);
    json_free(json);
    /* What stands behind a zero byte must not go unseen. */
    sandbox_write("t.json", "[1, 2]\0 x\n", 10);
    json = json_read("t.json", sentence);
    assert_null(json);
    assert_says(sentence, "t.json: ");
    assert_null(json_read("absent.json", sentence));
    assert_says(sentence, "absent.json: cannot be read");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(find_follows_names_and_indices),
        cmocka_unit_test(members_come_in_order_and_know_their_kind),
        cmocka_unit_test(merge_follows_rfc_7396),
        cmocka_unit_test(faults_give_one_line_with_file_and_place),
        cmocka_unit_test(files_are_read_whole),
    };
    return cmocka_run_group_tests_name("json", tests, sandbox_enter, sandbox_leave);
}
