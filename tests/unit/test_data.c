/* data: the thesis's own data set, Gaussian ones, those of signs, and files good and bad. */
#include "data.h"
#include "sandbox.h"

TEST(original_500_is_the_thesis_s)
{
    Data *data = data_original_500();
    assert_int_equal(data->N, 10);
    assert_int_equal(data->n, 20);
    const double X[] = {-0.37736, 0.16676, 0.68280, 1.92138};
    const double beta[] = {0.94156, 0.61641, 0.90690, 0.66078};
    assert_all_close(data->X, X, 4, 0, 5e-6);
    assert_all_close(data->beta, beta, 4, 0, 5e-6);
    double sum = 0;
    for (int j = 0; j < 20; j++)
        sum += data->beta[j];
    assert_close(sum, 9.39538, 0, 5e-6);
    /* y = X beta, computed in float32: not better than that, and not worse. */
    for (int i = 0; i < 10; i++) {
        float y = 0;
        double exact = 0;
        for (int j = 0; j < 20; j++) {
            y += (float)data->X[20 * i + j] * (float)data->beta[j];
            exact += data->X[20 * i + j] * data->beta[j];
        }
        assert_true(data->y[i] == y);
        assert_close(data->y[i], exact, 0, 1e-5);
    }
    data_free(data);
}

TEST(gaussian_draws_are_pinned)
{
    /* From an implementation in another language: the streams 2022/test/2/X
     * and 2022/test/2/beta. */
    const double X[] = {0x1.2a8a4cd63c9c5p-2, 0x1.d3c3aac2cd99cp-3, -0x1.7eb4fb93477b7p+0,
                        0x1.37824312475aep-4, 0x1.4d69ed0187718p-2, -0x1.76d01f7e918e5p-4};
    const double beta[] = {0x1.288ab24642186p-1, -0x1.77d0fbe33fb08p-2, -0x1.f8f6dbdb9c832p-1};
    Data *data = data_gaussian(2, 3, "2022", "test", 2);
    assert_memory_equal(data->X, X, sizeof X);
    assert_memory_equal(data->beta, beta, sizeof beta);
    for (int i = 0; i < 2; i++)
        assert_close(data->y[i],
                     X[3 * i] * beta[0] + X[3 * i + 1] * beta[1] + X[3 * i + 2] * beta[2], 1e-15,
                     1e-15);
    /* Another replicate differs; more samples leave the truth as it is. */
    Data *other = data_gaussian(2, 3, "2022", "test", 1),
         *more = data_gaussian(9, 3, "2022", "test", 2);
    assert_true(other->X[0] != X[0] && other->beta[0] != beta[0]);
    assert_memory_equal(more->beta, beta, sizeof beta);
    data_free(data);
    data_free(other);
    data_free(more);
    data_free(NULL);
}

TEST(sparse_draws_are_pinned)
{
    /* From an implementation in another language: the streams 2022/test/2/X and
     * 2022/test/2/noise. */
    const double X[] = {0x1.2a8a4cd63c9c5p-2,  0x1.d3c3aac2cd99cp-3,  -0x1.7eb4fb93477b7p+0,
                        0x1.37824312475aep-4,  0x1.4d69ed0187718p-2,  -0x1.76d01f7e918e5p-4,
                        0x1.92637644c99fap-1,  -0x1.c203b5a5628b9p-1, 0x1.cf7079473aba4p-1,
                        -0x1.6b2dc059e74fcp-2, 0x1.b19dbb951ddb6p-2,  -0x1.8573375fc5cabp-1,
                        -0x1.9e4f01117a777p-1, 0x1.ca212d8a0a957p-3};
    const double y[] = {-0x1.2fe4660bf0d0ap-2, -0x1.48ddb613e7586p+0};
    Data *data = data_sparse(2, 7, 0.5, "2022", "test", 2);
    assert_int_equal(data->N, 2);
    assert_int_equal(data->n, 7);
    assert_memory_equal(data->X, X, sizeof X);
    assert_all_close(data->y, y, 2, 1e-15, 0);
    data_free(data);
}

TEST(sparse_truth_has_five_coordinates)
{
    Data *data = data_sparse(2, 7, 0, "2022", "test", 2),
         *narrow = data_sparse(2, 3, 0, "1", "t", 1);
    for (int j = 0; j < 7; j++)
        assert_close(data->beta[j], j < 5 ? 0.44721359549995793 : 0, 1e-15, 0);
    /* Without noise y is that of the truth. */
    for (int i = 0; i < 2; i++) {
        double y = 0;
        for (int j = 0; j < 5; j++)
            y += data->X[7 * i + j] * 0.44721359549995793;
        assert_close(data->y[i], y, 1e-14, 1e-14);
    }
    for (int j = 0; j < 3; j++)
        assert_close(narrow->beta[j], 0.44721359549995793, 1e-15, 0);
    data_free(data);
    data_free(narrow);
}

TEST(sparse_sets_share_their_first_rows)
{
    Data *few = data_sparse(20, 30, 0.1, "2022", "test", 1),
         *more = data_sparse(50, 30, 0.1, "2022", "test", 1),
         *other = data_sparse(20, 30, 0.1, "2022", "test", 2);
    assert_memory_equal(more->X, few->X, 20 * 30 * sizeof *few->X);
    assert_memory_equal(more->y, few->y, 20 * sizeof *few->y);
    assert_memory_equal(more->beta, few->beta, 30 * sizeof *few->beta);
    for (int i = 0; i < 20; i++)
        assert_true(other->X[30 * i] != few->X[30 * i] && other->y[i] != few->y[i]);
    data_free(few);
    data_free(more);
    data_free(other);
}

TEST(sparse_noise_has_its_variance)
{
    enum { N = 20000, n = 6 };
    const double sigma = 0.1;
    Data *data = data_sparse(N, n, sigma, "2022", "test", 1),
         *clean = data_sparse(N, n, 0, "2022", "test", 1);
    double mean = 0, variance = 0, with_x = 0;
    assert_memory_equal(data->X, clean->X, N * n * sizeof *data->X);
    for (int i = 0; i < N; i++) {
        double noise = data->y[i] - clean->y[i];
        mean += noise / N;
        variance += noise * noise / N;
        with_x += noise * data->X[n * i] / N;
    }
    /* Four standard errors. */
    assert_close(mean, 0, 0, 4 * sigma / sqrt(N));
    assert_close(variance, sigma * sigma, 4 * sqrt(2.0 / N), 0);
    assert_close(with_x, 0, 0, 4 * sigma / sqrt(N));
    data_free(data);
    data_free(clean);
}

TEST(sign_draws_are_pinned)
{
    /* From an implementation in another language: the stream 2022/test/2/train. */
    const double X[] = {0, -1, -1, -1, 1, 1, 1, 1, 0, -1, 1, -1, -1, 1, -1, 0, 1, 1, -1, 1, 1},
                 y[] = {-1, 1, 1};
    Data *data = data_signs(3, 7, "2022", "test", 2, "train");
    assert_int_equal(data->N, 3);
    assert_int_equal(data->n, 7);
    assert_memory_equal(data->X, X, sizeof X);
    assert_memory_equal(data->y, y, sizeof y);
    assert_null(data->beta);
    data_free(data);
}

TEST(sign_sets_share_their_first_samples)
{
    enum { N = 40, n = 30 };
    Data *few = data_signs(N, n, "2022", "test", 1, "train"),
         *more = data_signs(3 * N, n, "2022", "test", 1, "train"),
         *others[] = {data_signs(N, n, "2022", "test", 1, "test"),
                      data_signs(N, n, "2022", "test", 2, "train"),
                      data_signs(N, n, "2022", "other", 1, "train"),
                      data_signs(N, n, "2023", "test", 1, "train")};
    assert_memory_equal(more->X, few->X, N * n * sizeof *few->X);
    assert_memory_equal(more->y, few->y, N * sizeof *few->y);
    /* A sample of another name is the same by chance only: 2^-30. */
    for (int o = 0; o < 4; o++) {
        for (int i = 0; i < N; i++)
            assert_memory_not_equal(others[o]->X + n * i, few->X + n * i, n * sizeof *few->X);
        data_free(others[o]);
    }
    data_free(few);
    data_free(more);
}

TEST(signs_have_their_distribution)
{
    enum { N = 20000, n = 9 };
    Data *data = data_signs(N, n, "2022", "test", 1, "train");
    /* What is drawn: the label, the sign of the coordinate that is not 0, and the other signs. */
    double(*drawn)[n] = die_calloc(N, sizeof *drawn);
    assert_non_null(drawn);
    for (int i = 0; i < N; i++) {
        const double *x = data->X + n * i;
        assert_true((x[0] == 0) != (x[1] == 0));
        assert_true(data->y[i] == (x[0] != 0 ? 1 : -1));
        drawn[i][0] = data->y[i];
        drawn[i][1] = x[0] + x[1];
        memcpy(drawn[i] + 2, x + 2, (n - 2) * sizeof *x);
        for (int j = 0; j < n; j++)
            assert_true(fabs(drawn[i][j]) == 1);
    }
    /* Each is fair, and each pair, in one sample or in two that follow each other, is as often
     * alike as not: 9 + 36 + 81 means of N signs, within four standard errors. */
    const double bound = 4 / sqrt(N);
    for (int a = 0; a < n; a++)
        for (int b = 0; b < n; b++) {
            double mean = 0, together = 0, next = 0;
            for (int i = 0; i < N; i++) {
                mean += drawn[i][a] / N;
                together += drawn[i][a] * drawn[i][b] / N;
                next += drawn[i][a] * drawn[(i + 1) % N][b] / N;
            }
            assert_close(mean, 0, 0, bound);
            assert_close(together, a == b, 1e-9, a == b ? 0 : bound);
            assert_close(next, 0, 0, bound);
        }
    free(drawn);
    data_free(data);
}

TEST(good_file_is_read)
{
    char sentence[SENTENCE];
    const char *texts[] = {"x1,x2,y\n1,2.5,-3\n4e0,-.5,6e2\n", "x1,x2,y\r\n1,2.5,-3\r\n4,-0.5,600"};
    const double X[] = {1, 2.5, 4, -0.5}, y[] = {-3, 600};
    for (int i = 0; i < 2; i++) {
        sandbox_write("good.csv", texts[i], strlen(texts[i]));
        Data *data = data_read_csv("good.csv", sentence);
        assert_non_null(data);
        assert_int_equal(data->N, 2);
        assert_int_equal(data->n, 2);
        assert_memory_equal(data->X, X, sizeof X);
        assert_memory_equal(data->y, y, sizeof y);
        assert_null(data->beta);
        data_free(data);
    }
}

/* A malformed file, and what the sentence about it says. */
typedef struct {
    const char *text, *says;
} Bad;

/* Looks at all the files before it fails, so that none hides another. */
static void assert_refused(Data *(*read)(const char *, char *), const Bad *bad, size_t count)
{
    int wrong = 0;
    for (size_t i = 0; i < count; i++) {
        char sentence[SENTENCE] = "";
        sandbox_write("bad.csv", bad[i].text, strlen(bad[i].text));
        Data *data = read("bad.csv", sentence);
        if (!data && strstr(sentence, bad[i].says))
            continue;
        print_error("'%s' should give '%s', and gives '%s'\n", bad[i].text, bad[i].says,
                    data ? "a data set" : sentence);
        data_free(data);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

TEST(malformed_files_give_a_sentence)
{
    static const Bad bad[] = {
        {"", "bad.csv: line 1: no header"},
        {"\nx1,y\n1,2\n", "bad.csv: line 1: no header"},
        {"x1,y\n", "bad.csv: line 2: a data set needs"},
        {"y\n1\n", "bad.csv: line 1: a data set needs"},
        {"1,2,3\n4,5,6\n", "bad.csv: line 1, column 1: '1' stands where 'x1' must"},
        {"x1,x3,y\n1,2,3\n", "bad.csv: line 1, column 2: 'x3' stands where 'x2' must"},
        {"x1,x2\n1,2\n", "bad.csv: line 1, column 2: 'x2' stands where 'y' must"},
        {"y,x1\n1,2\n", "bad.csv: line 1, column 1: 'y' stands where 'x1' must"},
        {"x1,x1,y\n1,2,3\n", "bad.csv: line 1, column 2: a second column of this name"},
        {"x1,,y\n1,2,3\n", "bad.csv: line 1, column 2: the column has no name"},
        {"x1;y\n1;2\n", "bad.csv: line 2, column 1 (x1;y): '1;2' is not a finite number"},
        {"x1,y\n1,2\n1,\n", "bad.csv: line 3, column 2 (y): no value"},
        {"x1,y\n1,2\n1,2,3\n", "bad.csv: line 3: more columns than the 2 of the header"},
        {"x1,x2,y\n1,2\n", "bad.csv: line 2: 2 columns where the header has 3"},
        {"x1,y\n1,2\n\n1,2\n", "bad.csv: line 3: 1 columns where the header has 2"},
        {"x1,y\n1,two\n", "bad.csv: line 2, column 2 (y): 'two' is not a finite number"},
        {"x1,y\n\"one\",2\n", "bad.csv: line 2, column 1 (x1): 'one' is not a finite number"},
        {"x1,y\n1,nan\n", "bad.csv: line 2, column 2 (y): 'nan' is not a finite number"},
        {"x1,y\n-inf,1\n", "bad.csv: line 2, column 1 (x1): '-inf' is not a finite number"},
        {"x1,y\n1,1e999\n", "bad.csv: line 2, column 2 (y): '1e999' is not a finite number"},
    };
    assert_refused(data_read_csv, bad, sizeof bad / sizeof *bad);
    char sentence[SENTENCE];
    sandbox_write("bad.csv", "x1,y\n1,2\0\n", 10);
    assert_null(data_read_csv("bad.csv", sentence));
    assert_says(sentence, "bad.csv: is not text");
    assert_null(data_read_csv("absent.csv", sentence));
    assert_says(sentence, "absent.csv: cannot be read");
}

TEST(file_of_signs_is_read)
{
    char sentence[SENTENCE];
    const char text[] = "x1,x2,x3,y\n-1,0,1,1\n0,1.0,-1,-1\n1,1,-1,1\n0,0,0,-1\n";
    const double X[] = {-1, 0, 1, 0, 1, -1, 1, 1, -1, 0, 0, 0}, y[] = {1, -1, 1, -1};
    sandbox_write("signs.csv", text, strlen(text));
    Data *data = data_read_signs("signs.csv", sentence);
    assert_non_null(data);
    assert_int_equal(data->N, 4);
    assert_int_equal(data->n, 3);
    assert_memory_equal(data->X, X, sizeof X);
    assert_memory_equal(data->y, y, sizeof y);
    data_free(data);
}

TEST(file_of_other_values_is_refused)
{
    static const Bad bad[] = {
        {"x1,x2,y\n1,0,1\n1,0.5,1\n", "bad.csv: line 3, column 2: a coordinate is -1, 0 or 1"},
        {"x1,x2,y\n2,0,1\n", "bad.csv: line 2, column 1: a coordinate is -1, 0 or 1"},
        {"x1,x2,y\n-1.0001,0,1\n", "bad.csv: line 2, column 1: a coordinate is -1, 0 or 1"},
        {"x1,x2,y\n1,0,-1\n1,0,0\n", "bad.csv: line 3, column 3: a label is -1 or 1"},
        {"x1,y\n1,1\n1,1\n1,2\n", "bad.csv: line 4, column 2: a label is -1 or 1"},
        {"x1,y\n1,-0.5\n", "bad.csv: line 2, column 2: a label is -1 or 1"},
        {"x1,y\n1,0\n0.5,1\n", "bad.csv: line 2, column 2: a label is -1 or 1"},
        {"x1,y\n1,one\n", "bad.csv: line 2, column 2 (y): 'one' is not a finite number"},
        {"x1,x2,y\n1,,1\n", "bad.csv: line 2, column 2 (x2): no value"},
    };
    assert_refused(data_read_signs, bad, sizeof bad / sizeof *bad);
    char sentence[SENTENCE];
    assert_null(data_read_signs("absent.csv", sentence));
    assert_says(sentence, "absent.csv: cannot be read");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(original_500_is_the_thesis_s),
        cmocka_unit_test(gaussian_draws_are_pinned),
        cmocka_unit_test(sparse_draws_are_pinned),
        cmocka_unit_test(sparse_truth_has_five_coordinates),
        cmocka_unit_test(sparse_sets_share_their_first_rows),
        cmocka_unit_test(sparse_noise_has_its_variance),
        cmocka_unit_test(sign_draws_are_pinned),
        cmocka_unit_test(sign_sets_share_their_first_samples),
        cmocka_unit_test(signs_have_their_distribution),
        cmocka_unit_test(good_file_is_read),
        cmocka_unit_test(malformed_files_give_a_sentence),
        cmocka_unit_test(file_of_signs_is_read),
        cmocka_unit_test(file_of_other_values_is_refused),
    };
    return cmocka_run_group_tests_name("data", tests, sandbox_enter, sandbox_leave);
}
