/* factorised_matrix: the rich limit of matrix factorisation with commuting measurements, on which
 * the thesis's section 4.1.1 rests (theorem 1 of Gunasekar et al., 2017; Figure A7).
 *
 * The problem and its exact limit are those of factor.h, with diagonal measurements or rotated
 * ones, which commute but are not diagonal. For a falling sequence of alphas, recorded are the
 * nuclear norm of what descent and the flow end at against the optimum, the least l1 norm of the
 * non-negative solutions of X beta = y, and the l1 distances of the spectra from that solution.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "experiment.h"
#include "factor.h"
#include "linalg.h"

/* Off the diagonal there is nothing but rounding, which a small alpha amplifies: how much differs
 * from one processor to another. */
static const double LEAST_BOUND = 1e-6;

typedef struct {
    int n, N, support, rotated, A, max_steps;
    const double *alphas; /* (A), decreasing */
    double eta, stop_residual;
} Setting;

/* The nuclear norm of a matrix with the spectrum beta(n), all of which is positive. */
static double nuclear_norm(const double *beta, int n)
{
    double sum = 0;
    for (int j = 0; j < n; j++)
        sum += beta[j];
    return sum;
}

static Factor *draw(const Setting *s, int replicate)
{
    Rng inputs = experiment_stream(replicate, "X"), truth = experiment_stream(replicate, "truth");
    Rng rotation = experiment_stream(replicate, "rotation");
    return factor_draw(s->N, s->n, s->support, &inputs, &truth, s->rotated ? &rotation : NULL);
}

static void run_replicate(RecordTable *table, RecordTable *trend, const Setting *s, int replicate)
{
    const int n = s->n, N = s->N;
    double least[n], spectrum[n], limit[n], nu[N], before = INFINITY;
    double *Z = die_calloc((size_t)n * n, sizeof *Z);
    int decreasing = 1;
    Factor *q = draw(s, replicate);
    Certificate certificate;
    if (minnorm_l1(least, nu, &certificate, q->X, q->y, N, n, 1))
        die("replicate %d: there is no non-negative solution of least l1 norm", replicate);
    const double optimum = nuclear_norm(least, n);
    memset(nu, 0, sizeof nu);
    for (int a = 0; a < s->A; a++) {
        experiment_within((double)a / s->A);
        const double alpha = s->alphas[a];
        const int steps = factor_descend(Z, q, alpha, s->eta, s->stop_residual, s->max_steps);
        if (!steps)
            die("replicate %d, alpha %g: descent did not come to %g in %d steps", replicate, alpha,
                s->stop_residual, s->max_steps);
        const double off = factor_spectrum(spectrum, Z, q);
        const int known = factor_limit(limit, nu, q, alpha);
        const double norm = nuclear_norm(spectrum, n), excess = norm / optimum - 1;
        const double flow_excess = nuclear_norm(limit, n) / optimum - 1;
        record_row(table, {"replicate", replicate}, {"rotated", s->rotated}, {"alpha", alpha},
                   {"steps", steps}, {"nuclear_norm", norm}, {"relative_excess", excess},
                   {"l1_distance", linalg_l1_distance(spectrum, least, n)},
                   {"flow_relative_excess", known ? flow_excess : RECORD_EMPTY},
                   {"flow_l1_distance", known ? linalg_l1_distance(limit, least, n) : RECORD_EMPTY},
                   {"off_diagonal", fmax(record_bound(off), LEAST_BOUND)});
        decreasing &= excess < before;
        before = excess;
    }
    record_row(trend, {"replicate", replicate}, {"rotated", s->rotated}, {"decreasing", decreasing},
               {"smallest_excess", before});
    factor_free(q);
    free(Z);
}

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    experiment_seed(p);
    Setting s = {.n = params_integer(p, "n", 2, 100),
                 .rotated = params_integer(p, "rotated", 0, 1),
                 .eta = params_number(p, "eta", 1e-12, 10),
                 .stop_residual = params_number(p, "stop_residual", 1e-15, 1),
                 .max_steps = params_integer(p, "max_steps", 1, 100000000)};
    s.N = params_integer(p, "N", 1, s.n);
    s.support = params_integer(p, "support", 1, s.n);
    s.alphas = params_decreasing(p, "alphas", 1e-15, 1e3, &s.A);
    int replicates = params_integer(p, "replicates", 1, 100000);
    Record *record = experiment_record(p);
    RecordTable *table = record_table(record, ""), *trend = record_table(record, "trend");
    for (int replicate = 1; replicate <= replicates; replicate++) {
        experiment_at(replicate - 1, replicates);
        run_replicate(table, trend, &s, replicate);
    }
    experiment_end(record, p);
}
