/* data: the thesis's data sets, and anybody's from a CSV file. */
#ifndef DATA_H
#define DATA_H

typedef struct {
    int N, n;     /* samples, input dimension */
    double *X;    /* (N,n) row-major: one sample a row */
    double *y;    /* (N) */
    double *beta; /* (n) the truth the data was drawn from, or NULL where none is known */
} Data;

/* The data set behind the thesis's Table 1 and Figures 3 to 6 (N = 10, n = 20), bit for bit:
 * X from MT19937 seeded with 500 through the polar method, beta ~ U[0,1)^n in float32 from
 * Philox4x32-10 with key (500, 0), y = X beta in float32. */
Data *data_original_500(void);

/* X ~ N(0, I), beta ~ U[-1,1]^n, y = X beta (thesis, section 4.3), from the streams "X" and "beta"
 * of (seed, experiment, replicate). */
Data *data_gaussian(int N, int n, const char *seed, const char *experiment, int replicate);

/* X ~ N(0, I), beta_j = 1/sqrt(5) for the first 5 coordinates and 0 for the others, y = X beta +
 * sigma times standard normal noise (thesis, section 5.1), from the streams "X" and "noise" of
 * (seed, experiment, replicate). Data sets of the same n that differ in N share their first
 * rows. */
Data *data_sparse(int N, int n, double sigma, const char *seed, const char *experiment,
                  int replicate);

/* The classification data of section 5.2.1 (Wei et al., 2019), 2 <= n: of the first two coordinates
 * one, by a fair coin, is a fair sign and the other 0; y = +1 where it is the first, -1 where it is
 * the second; all other coordinates are fair signs. Drawn sample by sample from the stream purpose
 * of (seed, experiment, replicate), so that data sets of one name that differ in N share their
 * first samples. */
Data *data_signs(int N, int n, const char *seed, const char *experiment, int replicate,
                 const char *purpose);

/* X and y from a CSV file with the header x1,...,xn,y. A malformed file gives NULL and a sentence
 * with file, line and, where one field is at fault, column. */
Data *data_read_csv(const char *path, char *sentence);

/* The same for classification: coordinates are -1, 0 or 1, labels -1 or 1. */
Data *data_read_signs(const char *path, char *sentence);

void data_free(Data *data);

#endif
