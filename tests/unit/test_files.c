/* files: whole files in, whole files out, or nothing. */
#include "files.h"
#include "sandbox.h"

TEST(reads_what_was_written)
{
    /* Longer than the first buffer of files_read, with every byte value, zero included. */
    enum { LENGTH = 200001 };
    char *bytes = die_calloc(LENGTH, 1), sentence[SENTENCE];
    for (int i = 0; i < LENGTH; i++)
        bytes[i] = (char)(i * 7 + i / 256);
    for (int length = LENGTH; length >= 0; length -= LENGTH) {
        Output *output = files_create("round.bin");
        fwrite(bytes, 1, length, output->stream);
        files_commit(output);
        size_t read = 1;
        char *again = files_read("round.bin", &read, sentence);
        assert_non_null(again);
        assert_int_equal(read, length);
        assert_memory_equal(again, bytes, length);
        assert_int_equal(again[length], 0);
        free(again);
    }
    free(bytes);
}

TEST(unreadable_gives_a_sentence)
{
    char sentence[SENTENCE];
    assert_null(files_read("absent.csv", NULL, sentence));
    assert_string_equal(sentence, "absent.csv: cannot be read: No such file or directory");
    assert_null(files_read(".", NULL, sentence));
    assert_string_equal(sentence, ".: cannot be read: Is a directory");
    assert_null(files_read("/dev/zero", NULL, sentence));
    assert_string_equal(sentence, "/dev/zero: cannot be read: it is a device");
    size_t length;
    sandbox_write("zero.csv", "a\0b", 3);
    assert_null(files_read("zero.csv", NULL, sentence));
    assert_string_equal(sentence, "zero.csv: is not text: it holds a zero byte");
    free(files_read("zero.csv", &length, sentence));
    assert_int_equal(length, 3);
}

TEST(appears_whole_at_the_commit)
{
    char sentence[SENTENCE];
    Output *output = files_create("new/folder/table.csv");
    fputs("half", output->stream);
    fflush(output->stream);
    assert_int_equal(access("new/folder/table.csv", F_OK), -1);
    assert_int_equal(sandbox_count("new/folder"), 1);
    fputs(" and half", output->stream);
    files_commit(output);
    assert_int_equal(sandbox_count("new/folder"), 1);

    /* The old content stays until the new one is complete. */
    output = files_create("new/folder/table.csv");
    fputs("second", output->stream);
    files_close(output);
    char *text = files_read("new/folder/table.csv", NULL, sentence);
    assert_string_equal(text, "half and half");
    free(text);
    files_publish(output);
    text = files_read("new/folder/table.csv", NULL, sentence);
    assert_string_equal(text, "second");
    free(text);
    assert_int_equal(sandbox_count("new/folder"), 1);
}

static void writes(const char *path)
{
    Output *output = files_create(path);
    fputs("text", output->stream);
    files_commit(output);
}

TEST(an_unwritable_path_dies_and_leaves_nothing)
{
    /* Paths that not even root can write: a folder that is a file, a file that is a folder. */
    char said[SAID];
    sandbox_write("file", "", 0);
    mkdir("folder", 0777);
    mkdir("folder/taken.csv", 0777);
    int before = sandbox_count(".");
    assert_int_equal(sandbox_child(said, writes, "file/table.csv"), 1);
    assert_says(said, "file/table.csv: cannot be written: Not a directory\n");
    assert_int_equal(sandbox_child(said, writes, "file/deeper/table.csv"), 1);
    assert_says(said, "file/deeper: this folder cannot be made: Not a directory\n");
    assert_int_equal(sandbox_child(said, writes, "folder/taken.csv"), 1);
    assert_says(said, "folder/taken.csv: cannot be put in place: Is a directory\n");
    assert_int_equal(sandbox_count("folder"), 1);
    assert_int_equal(sandbox_count("."), before);
}

/* Ends in the given way with two outputs open, one of them closed and one committed. */
static void ends_early(const char *how)
{
    writes("early/whole.csv");
    Output *closed = files_create("early/closed.csv");
    files_close(closed);
    fputs("text", files_create("early/open.csv")->stream);
    if (!strcmp(how, "die"))
        die("the end");
    raise((int)strtol(how, NULL, 10));
}

TEST(no_temporary_outlives_the_program)
{
    char said[SAID], number[8];
    assert_int_equal(sandbox_child(said, ends_early, "die"), 1);
    assert_int_equal(sandbox_count("early"), 1);
    for (int i = 0; i < 3; i++) {
        int signals[] = {SIGINT, SIGTERM, SIGHUP};
        snprintf(number, sizeof number, "%d", signals[i]);
        assert_int_equal(sandbox_child(said, ends_early, number), -signals[i]);
        assert_int_equal(sandbox_count("early"), 1);
    }
    assert_int_equal(access("early/whole.csv", F_OK), 0);
}

/* Writes a table to a disk that has no room, or has none for a while. */
static void fills_the_disk(const char *how)
{
    int passing = !strcmp(how, "for a while"), rows = !strcmp(how, "one row") ? 1 : 10000;
    char temporary[64];
    snprintf(temporary, sizeof temporary, "full/table.csv.%ld.tmp", (long)getpid());
    if (!passing && symlink("/dev/full", temporary))
        return;
    struct rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    signal(SIGXFSZ, SIG_IGN);
    Output *output = files_create("full/table.csv");
    if (passing)
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){100, limit.rlim_max});
    for (int i = 0; i < rows; i++)
        fputs("1,2,3\n", output->stream);
    setrlimit(RLIMIT_FSIZE, &limit);
    files_commit(output);
}

TEST(a_full_disk_dies_and_leaves_nothing)
{
    char said[SAID];
    mkdir("full", 0777);
    /* One row meets the full disk when the file is closed, many while they are written. */
    for (int many = 0; many < 2; many++) {
        assert_int_equal(sandbox_child(said, fills_the_disk, many ? "many rows" : "one row"), 1);
        assert_says(said, "full/table.csv: cannot be written: No space left on device\n");
        assert_int_equal(sandbox_count("full"), 0);
    }
    /* Nor may rows be missing because there was room again at the end. */
    assert_int_equal(sandbox_child(said, fills_the_disk, "for a while"), 1);
    assert_says(said, "full/table.csv: cannot be written: ");
    assert_int_equal(sandbox_count("full"), 0);
}

TEST(names_stay_in_their_folder)
{
    const char *good[] = {"a", "a0.1", "N50-slow-k0", "_x", "9", "A..b"};
    const char *bad[] = {"",   ".",   "..",  ".a",  "-a", "a/b",      "/a", "../a", "a b", "a\n",
                         "a;", "$(a", "a*b", "a'b", "~a", "\xc3\xa9", "a=", "a\\b", "a:b", "%"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(files_is_name(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(files_is_name(bad[i]));
}

TEST(sha256_known_answers)
{
    /* FIPS 180-2, appendix B, and the empty message. */
    char hex[65], *million = die_calloc(1000000, 1);
    memset(million, 'a', 1000000);
    const char *two_blocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    files_sha256(hex, "", 0);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    files_sha256(hex, "abc", 3);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    files_sha256(hex, two_blocks, 56);
    assert_string_equal(hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    files_sha256(hex, million, 1000000);
    assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    free(million);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_was_written),
        cmocka_unit_test(unreadable_gives_a_sentence),
        cmocka_unit_test(appears_whole_at_the_commit),
        cmocka_unit_test(an_unwritable_path_dies_and_leaves_nothing),
        cmocka_unit_test(no_temporary_outlives_the_program),
        cmocka_unit_test(a_full_disk_dies_and_leaves_nothing),
        cmocka_unit_test(names_stay_in_their_folder),
        cmocka_unit_test(sha256_known_answers),
    };
    return cmocka_run_group_tests_name("files", tests, sandbox_enter, sandbox_leave);
}
