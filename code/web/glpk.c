/* The functions of GLPK that minnorm.c calls, for WebAssembly: the dual simplex method on a dense
 * tableau, for programs of a few hundred rows,
 *
 *     minimize c'x  subject to  A x = b, x >= 0,  with c >= 0.
 *
 * minnorm.c takes nothing but the optimal basis from it. */
#include <glpk.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct glp_prob {
    int rows, columns, status;
    double *T;      /* (rows,columns): x_basic + T x_others = values */
    double *values; /* (rows) */
    double *d;      /* (columns): reduced costs */
    int *basic;     /* (rows): the column that is basic in a row, or -1 for the row's slack */
    int *is_basic;  /* (columns) */
};

static void *room(size_t count, size_t size)
{
    void *memory = calloc(count + 1, size);
    if (!memory)
        abort();
    return memory;
}

glp_prob *glp_create_prob(void)
{
    return room(1, sizeof(glp_prob));
}

void glp_delete_prob(glp_prob *p)
{
    free(p->T);
    free(p->values);
    free(p->d);
    free(p->basic);
    free(p->is_basic);
    free(p);
}

void glp_set_obj_dir(glp_prob *p, int dir)
{
    (void)p, (void)dir; /* always GLP_MIN */
}

int glp_add_rows(glp_prob *p, int nrs)
{
    p->rows = nrs;
    p->values = room(nrs, sizeof *p->values);
    p->basic = room(nrs, sizeof *p->basic);
    return 1;
}

int glp_add_cols(glp_prob *p, int ncs)
{
    p->columns = ncs;
    p->T = room((size_t)p->rows * ncs, sizeof *p->T);
    p->d = room(ncs, sizeof *p->d);
    p->is_basic = room(ncs, sizeof *p->is_basic);
    return 1;
}

void glp_set_row_bnds(glp_prob *p, int i, int type, double lb, double ub)
{
    (void)type, (void)ub; /* always GLP_FX */
    p->values[i - 1] = lb;
}

void glp_set_col_bnds(glp_prob *p, int j, int type, double lb, double ub)
{
    (void)p, (void)j, (void)type, (void)lb, (void)ub; /* always >= 0 */
}

void glp_set_obj_coef(glp_prob *p, int j, double coef)
{
    p->d[j - 1] = coef;
}

void glp_set_mat_col(glp_prob *p, int j, int len, const int *ind, const double *val)
{
    for (int k = 1; k <= len; k++)
        p->T[(size_t)(ind[k] - 1) * p->columns + j - 1] = val[k];
}

void glp_init_smcp(glp_smcp *parm)
{
    memset(parm, 0, sizeof *parm);
}

void glp_std_basis(glp_prob *p)
{
    for (int i = 0; i < p->rows; i++)
        p->basic[i] = -1;
}

/* The row furthest from its bounds, or -1: a slack must be 0, a column not below 0. */
static int leaving(const glp_prob *p, double tolerance)
{
    int found = -1;
    double most = tolerance;
    for (int i = 0; i < p->rows; i++) {
        const double off = p->basic[i] < 0 ? fabs(p->values[i]) : -p->values[i];
        if (off > most)
            found = i, most = off;
    }
    return found;
}

/* The column that keeps the reduced costs from falling below 0, or -1; of equals the one with the
 * largest pivot. */
static int entering(const glp_prob *p, int row)
{
    const double *T = p->T + (size_t)row * p->columns, sign = p->values[row] > 0 ? 1 : -1;
    double least = INFINITY;
    int found = -1;
    for (int j = 0; j < p->columns; j++)
        if (!p->is_basic[j] && sign * T[j] > 1e-9)
            least = fmin(least, p->d[j] / (sign * T[j]));
    for (int j = 0; j < p->columns; j++)
        if (!p->is_basic[j] && sign * T[j] > 1e-9 && p->d[j] / (sign * T[j]) <= least + 1e-12 &&
            (found < 0 || sign * T[j] > sign * T[found]))
            found = j;
    return found;
}

static void pivot(glp_prob *p, int row, int column)
{
    const int n = p->columns;
    double *R = p->T + (size_t)row * n;
    const double by = R[column];
    for (int j = 0; j < n; j++)
        R[j] /= by;
    p->values[row] /= by;
    for (int i = 0; i < p->rows; i++) {
        double *T = p->T + (size_t)i * n;
        const double times = T[column];
        if (i == row || times == 0)
            continue;
        for (int j = 0; j < n; j++)
            T[j] -= times * R[j];
        p->values[i] -= times * p->values[row];
    }
    const double times = p->d[column];
    for (int j = 0; j < n; j++)
        p->d[j] = fmax(0, p->d[j] - times * R[j]);
    if (p->basic[row] >= 0)
        p->is_basic[p->basic[row]] = 0;
    p->basic[row] = column;
    p->is_basic[column] = 1;
}

int glp_simplex(glp_prob *p, const glp_smcp *parm)
{
    p->status = GLP_UNDEF;
    for (int left = 50 * (p->rows + p->columns); left > 0; left--) {
        const int row = leaving(p, parm->tol_bnd), column = row < 0 ? -1 : entering(p, row);
        if (column < 0) {
            p->status = row < 0 ? GLP_OPT : GLP_NOFEAS;
            return 0;
        }
        pivot(p, row, column);
    }
    return GLP_EITLIM;
}

int glp_get_status(glp_prob *p)
{
    return p->status;
}

int glp_get_row_stat(glp_prob *p, int i)
{
    return p->basic[i - 1] < 0 ? GLP_BS : GLP_NS;
}

int glp_get_col_stat(glp_prob *p, int j)
{
    return p->is_basic[j - 1] ? GLP_BS : GLP_NL;
}
