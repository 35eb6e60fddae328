#include "minnorm.h"

#include <glpk.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "linalg.h"

/* ||X beta - y|| / ||y||. */
static double relative_residual(const double *beta, const double *X, const double *y, int N, int n)
{
    double *f = die_calloc(N, sizeof *f);
    linalg_multiply(f, X, beta, N, n, 1);
    double residual = linalg_distance(f, y, N), scale = linalg_norm(y, N);
    free(f);
    return scale > 0 ? residual / scale : residual;
}

/* Solved is what has its certificate. Where the independent rows are met far better than all, y
 * contradicts the others. */
static MinnormStatus status_of(const Certificate *certificate, double independent_residual, int N)
{
    const double least = 1e-8;
    if (certificate->residual < least && certificate->violation < least &&
        fabs(certificate->gap) < least)
        return MINNORM_SOLVED;
    return certificate->rank < N && certificate->residual >= least &&
                   independent_residual < certificate->residual / 1000
               ? MINNORM_INFEASIBLE
               : MINNORM_STOPPED;
}

/* The independent rows of X beta = y: rows(rank), X(rank,n), y(rank), and their multipliers. */
typedef struct {
    int rank, *rows;
    double *X, *y, *nu;
} Part;

static Part independent_part(const double *X, const double *y, int N, int n)
{
    int *rows = die_calloc(N, sizeof *rows), rank = linalg_independent_rows(rows, X, N, n);
    Part part = {rank, rows, die_calloc((size_t)rank * n, sizeof(double)),
                 die_calloc(rank, sizeof(double)), die_calloc(rank, sizeof(double))};
    for (int i = 0; i < rank; i++) {
        memcpy(part.X + (size_t)i * n, X + (size_t)rows[i] * n, n * sizeof *X);
        part.y[i] = y[rows[i]];
    }
    return part;
}

/* nu(N) of all rows; frees the part. Returns the relative residual on it of
 * beta, unless that is NULL. */
static double spread_and_free(double *nu, const double *beta, Part *part, int N, int n)
{
    double residual = beta ? relative_residual(beta, part->X, part->y, part->rank, n) : 0;
    memset(nu, 0, N * sizeof *nu);
    for (int i = 0; i < part->rank; i++)
        nu[part->rows[i]] = part->nu[i];
    free(part->rows);
    free(part->X);
    free(part->y);
    free(part->nu);
    return residual;
}

MinnormStatus minnorm_l2(double *beta, double *nu, Certificate *certificate, const double *X,
                         const double *y, int N, int n)
{
    require(N > 0 && N <= n);
    /* beta = X'nu, with X X'nu = y. */
    Part part = independent_part(X, y, N, n);
    certificate->rank = part.rank;
    int failed = !part.rank || linalg_least_norm(beta, part.X, part.y, part.rank, n) ||
                 linalg_solve_gram(part.nu, part.X, part.y, part.rank, n);
    double residual = spread_and_free(nu, failed ? NULL : beta, &part, N, n);
    if (failed)
        return certificate->rank ? MINNORM_STOPPED : MINNORM_INFEASIBLE;
    double *z = die_calloc(n, sizeof *z), primal = 0, dual = 0;
    linalg_multiply_tn(z, X, nu, n, N, 1);
    for (int j = 0; j < n; j++) {
        primal += beta[j] * beta[j] / 2;
        dual -= z[j] * z[j] / 2;
    }
    for (int i = 0; i < N; i++)
        dual += y[i] * nu[i];
    certificate->residual = relative_residual(beta, X, y, N, n);
    certificate->violation = linalg_distance(beta, z, n) / linalg_norm(beta, n);
    certificate->gap = (primal - dual) / primal;
    free(z);
    return status_of(certificate, residual, N);
}

static double largest(const double *x, size_t count)
{
    double most = 0;
    for (size_t k = 0; k < count; k++)
        most = fmax(most, fabs(x[k]));
    return most > 0 ? most : 1;
}

/* Least l1 as a linear program, whose columns j and n + j are the positive and the negative part of
 * beta_j. Returns its status and the optimal basis: basic(n) is 1 or -1 where beta_j is basic with
 * that sign, else 0; tight(N) is 0 for rows whose slack is basic (a degenerate vertex), else 1. */
static MinnormStatus solve_program(int *basic, int *tight, const double *X, const double *y, int N,
                                   int n, int nonnegative)
{
    int parts = nonnegative ? 1 : 2;
    /* The simplex method's tolerances are absolute: X and y go to it in units of their largest
     * entries, which leaves the basis as it is. */
    const double x_unit = largest(X, (size_t)N * n), y_unit = largest(y, N);
    glp_prob *program = glp_create_prob();
    glp_set_obj_dir(program, GLP_MIN);
    glp_add_rows(program, N);
    glp_add_cols(program, parts * n);
    int *rows = die_calloc((size_t)N + 1, sizeof *rows);
    double *column = die_calloc((size_t)N + 1, sizeof *column);
    for (int i = 0; i < N; i++) {
        rows[i + 1] = i + 1;
        glp_set_row_bnds(program, i + 1, GLP_FX, y[i] / y_unit, y[i] / y_unit);
    }
    for (int k = 0; k < parts * n; k++) {
        for (int i = 0; i < N; i++)
            column[i + 1] = (k < n ? X[(size_t)i * n + k] : -X[(size_t)i * n + k - n]) / x_unit;
        glp_set_mat_col(program, k + 1, N, rows, column);
        glp_set_col_bnds(program, k + 1, GLP_LO, 0, 0);
        glp_set_obj_coef(program, k + 1, 1);
    }
    glp_smcp settings;
    glp_init_smcp(&settings);
    settings.msg_lev = GLP_MSG_OFF;
    settings.meth = GLP_DUALP; /* with costs of 1, the slack basis is dual feasible */
    settings.tol_bnd = settings.tol_dj = 1e-9;
    glp_std_basis(program);
    int failed = glp_simplex(program, &settings), status = glp_get_status(program);
    for (int i = 0; i < N; i++)
        tight[i] = glp_get_row_stat(program, i + 1) != GLP_BS;
    for (int j = 0; j < n; j++) {
        basic[j] = glp_get_col_stat(program, j + 1) == GLP_BS;
        if (!basic[j] && parts == 2 && glp_get_col_stat(program, n + j + 1) == GLP_BS)
            basic[j] = -1;
    }
    glp_delete_prob(program);
    free(rows);
    free(column);
    return failed                                         ? MINNORM_STOPPED
           : status == GLP_OPT                            ? MINNORM_SOLVED
           : status == GLP_NOFEAS || status == GLP_INFEAS ? MINNORM_INFEASIBLE
                                                          : MINNORM_STOPPED;
}

/* The simplex method works to a tolerance; its basis tells the rest to rounding: on the tight rows
 * and basic columns, X_B beta_B = y and X_B'nu = sign; the other entries are 0. */
static MinnormStatus solve_basis(double *beta, double *nu, const int *basic, const int *tight,
                                 const double *X, const double *y, int N, int n)
{
    int size = 0, columns = 0;
    double *B = die_calloc((size_t)N * N, sizeof *B);
    double *part = die_calloc(N, sizeof *part), *sign = die_calloc(N, sizeof *sign);
    for (int j = 0; j < n; j++)
        if (basic[j] && columns < N)
            sign[columns++] = basic[j];
    for (int i = 0; i < N; i++)
        if (tight[i]) {
            for (int j = 0, k = 0; j < n && k < columns; j++)
                if (basic[j])
                    B[(size_t)size * columns + k++] = X[(size_t)i * n + j];
            part[size++] = y[i];
        }
    int solved = size == columns && size > 0 && !linalg_solve_pair(part, sign, B, size);
    for (int j = 0, k = 0; solved && j < n; j++)
        beta[j] = basic[j] ? part[k++] : 0;
    for (int i = 0, k = 0; solved && i < N; i++)
        nu[i] = tight[i] ? sign[k++] : 0;
    free(B);
    free(part);
    free(sign);
    return solved ? MINNORM_SOLVED : MINNORM_STOPPED;
}

MinnormStatus minnorm_l1(double *beta, double *nu, Certificate *certificate, const double *X,
                         const double *y, int N, int n, int nonnegative)
{
    require(N > 0 && N <= n);
    int *basic = die_calloc(n, sizeof *basic), *tight = die_calloc(N, sizeof *tight);
    Part part = independent_part(X, y, N, n);
    certificate->rank = part.rank;
    MinnormStatus status =
        part.rank ? solve_program(basic, tight, part.X, part.y, part.rank, n, nonnegative)
                  : MINNORM_INFEASIBLE;
    if (status == MINNORM_SOLVED)
        status = solve_basis(beta, part.nu, basic, tight, part.X, part.y, part.rank, n);
    double residual = spread_and_free(nu, status ? NULL : beta, &part, N, n);
    free(basic);
    free(tight);
    if (status != MINNORM_SOLVED)
        return status;

    double *z = die_calloc(n, sizeof *z), primal = 0, dual = 0;
    linalg_multiply_tn(z, X, nu, n, N, 1);
    certificate->violation = 0;
    for (int j = 0; j < n; j++) {
        primal += fabs(beta[j]);
        certificate->violation =
            fmax(certificate->violation, (nonnegative ? z[j] : fabs(z[j])) - 1);
    }
    for (int i = 0; i < N; i++)
        dual += y[i] * nu[i];
    certificate->residual = relative_residual(beta, X, y, N, n);
    certificate->gap = (primal - dual) / primal;
    free(z);
    return status_of(certificate, residual, N);
}

void minnorm_die(const char *name, MinnormStatus status, const Certificate *certificate, int N)
{
    if (status == MINNORM_INFEASIBLE && certificate->rank < N)
        die("%s: X beta = y has no solution: the rows of X are dependent (rank %d of %d), and y "
            "contradicts them: give rows that repeat the same y, and center y where the columns "
            "are centered, or leave out a row",
            name, certificate->rank, N);
    if (status == MINNORM_INFEASIBLE)
        die("%s: X beta = y has no non-negative solution: give another y", name);
    die("%s: no solution of X beta = y of least norm was found to 8 digits: y must not be 0 in "
        "every row; bring the columns of X to a similar scale",
        name);
}
