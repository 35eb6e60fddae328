/* surface: the model and its linearisation as surfaces over the plane of two weights (Figures
 * 1 and 2).
 *
 * For n = 1 and x = 1 the model is f(w1, w2) = w1^2 - w2^2, and its linearisation at alpha (1, 1)
 * is fbar(w1, w2) = 2 alpha (w1 - w2). Both are evaluated on a grid over the window
 * [alpha - half_width, alpha + half_width]^2, for one alpha or for a sweep of them, a frame each.
 *
 * The main table has a row for every grid square of either surface, in the order in which to paint
 * them for a viewer at the given azimuth above the plane: far squares first and, over the same
 * square, the lower surface first. The surfaces cross where |w1 - alpha| = |w2 - alpha|, over the
 * diagonals of the window. The squares there come in two halves, each with one surface above the
 * other, so that the order is exact. The table "frames" has a row for every alpha.
 */
#include <math.h>
#include <stdlib.h>

#include "die.h"
#include "dln.h"
#include "experiment.h"

enum { MODEL, LINEARISED };

typedef struct {
    double w1, w2;     /* the corner with the smaller weights */
    double corners[4]; /* values at (w1, w2), then counter-clockwise */
    double depth;      /* of the square's centre, along the viewing direction in the plane */
    double half_depth; /* of the half, relative to the square's centre */
    double height;     /* of the corners that tell the lower surface */
    int surface;       /* MODEL or LINEARISED */
    int half;          /* 0: the whole square; k: the triangle of corner k and its neighbours */
} Patch;

/* Far before near, low before high. */
static int compare_patches(const void *a, const void *b)
{
    const Patch *p = a, *q = b;
    if (fabs(p->depth - q->depth) > 1e-9)
        return p->depth < q->depth ? -1 : 1;
    if (fabs(p->half_depth - q->half_depth) > 1e-9)
        return p->half_depth < q->half_depth ? -1 : 1;
    if (p->height != q->height)
        return p->height < q->height ? -1 : 1;
    return p->surface - q->surface;
}

/* One frame: grid(grid) points from first in equal steps in both weights. */
typedef struct {
    int grid;
    double alpha, first, step;
    double *values[2];                      /* (grid,grid) of either surface */
    double difference, linearised, largest; /* most of |f - fbar|, of |fbar|, of both |f|, |fbar| */
} Frame;

/* Evaluates both surfaces. Every grid point is a path of the model in dimension 1. */
static void evaluate(Frame *f)
{
    const int points = f->grid * f->grid;
    Dln *model = dln_alloc(1, points, 1), *linearised = dln_alloc(1, points, 1);
    double *start = die_calloc(points, sizeof *start);
    for (int k = 0; k < points; k++)
        start[k] = f->alpha;
    dln_init(linearised, start);
    dln_linearise(linearised);
    for (int k = 0; k < points; k++) {
        double *w = model->w + (size_t)2 * k, *same = linearised->w + (size_t)2 * k;
        const int i = k / f->grid, j = k % f->grid;
        w[0] = same[0] = f->first + i * f->step;
        w[1] = same[1] = f->first + j * f->step;
    }
    dln_predict(f->values[MODEL], model, (const double[]){1}, 1);
    dln_predict(f->values[LINEARISED], linearised, (const double[]){1}, 1);
    f->difference = f->linearised = f->largest = 0;
    for (int k = 0; k < points; k++) {
        const double value = f->values[MODEL][k], linear = f->values[LINEARISED][k];
        f->difference = fmax(f->difference, fabs(value - linear));
        f->linearised = fmax(f->linearised, fabs(linear));
        f->largest = fmax(f->largest, fmax(fabs(value), fabs(linear)));
    }
    dln_free(model);
    dln_free(linearised);
    free(start);
}

/* The patches of both surfaces in painter's order; returns how many there are. */
static int cut(Patch *patches, const Frame *f, double azimuth)
{
    const int side = f->grid - 1;
    /* Depth of a step in w1 and in w2, and of the four corners from a square's centre. */
    const double d1 = sin(azimuth), d2 = -cos(azimuth);
    const double corner_depth[4] = {-d1 - d2, d1 - d2, d1 + d2, d2 - d1};
    Patch *end = patches;
    for (int k = 0; k < 2 * side * side; k++) {
        const int surface = k % 2, i = k / 2 / side, j = k / 2 % side;
        const double *v = f->values[surface] + (size_t)i * f->grid + j;
        Patch patch = {.w1 = f->first + i * f->step,
                       .w2 = f->first + j * f->step,
                       .corners = {v[0], v[f->grid], v[f->grid + 1], v[1]},
                       .depth = i * d1 + j * d2,
                       .surface = surface};
        if (i != j && i + j != side - 1) {
            patch.height = (v[0] + v[f->grid] + v[f->grid + 1] + v[1]) / 4;
            *end++ = patch;
            continue;
        }
        /* Cut from corner 1 to 3, or from 2 to 4; there the surfaces are equal. */
        for (patch.half = i == j ? 2 : 1; patch.half <= 4; patch.half += 2) {
            patch.height = patch.corners[patch.half - 1];
            patch.half_depth = corner_depth[patch.half - 1];
            *end++ = patch;
        }
    }
    qsort(patches, (size_t)(end - patches), sizeof *patches, compare_patches);
    return (int)(end - patches);
}

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    double alpha_low = params_number(p, "alpha_low", 1e-6, 1e6);
    double alpha_high = params_number(p, "alpha_high", 1e-6, 1e6);
    int frames = params_integer(p, "frames", 1, 1000);
    Frame f = {.grid = params_integer(p, "grid", 2, 500)};
    double half_width = params_number(p, "half_width", 1e-3, 1e3);
    double azimuth = params_number(p, "azimuth", -360, 360) * acos(-1) / 180;
    Record *record = experiment_record(p);
    RecordTable *table = record_table(record, ""), *frame_table = record_table(record, "frames");

    /* Squares on the two diagonals may come in halves. */
    Patch *patches = die_calloc(2 * (size_t)(f.grid - 1) * (f.grid + 1), sizeof *patches);
    for (int k = 0; k < 2; k++)
        f.values[k] = die_calloc((size_t)f.grid * f.grid, sizeof(double));
    double difference = 0, linearised = 0;
    for (int frame = 0; frame < frames; frame++) {
        f.alpha = experiment_log_spaced(alpha_low, alpha_high, frame, frames);
        f.first = f.alpha - half_width;
        f.step = 2 * half_width / (f.grid - 1);
        evaluate(&f);
        difference = fmax(difference, f.difference);
        linearised = fmax(linearised, f.linearised);
        record_row(frame_table, {"frame", frame}, {"alpha", f.alpha}, {"step", f.step},
                   {"max_value", f.largest});
        const Patch *q = patches;
        for (int left = cut(patches, &f, azimuth); left > 0; left--, q++)
            record_row(table, {"frame", frame}, {"alpha", f.alpha}, {"w1", q->w1}, {"w2", q->w2},
                       {"value1", q->corners[0]}, {"value2", q->corners[1]},
                       {"value3", q->corners[2]}, {"value4", q->corners[3]},
                       {"surface", q->surface}, {"half", q->half});
    }
    record_number(record, "max_difference", difference);
    record_number(record, "max_linearised", linearised);
    record_number(record, "ratio", difference / linearised);
    free(f.values[MODEL]);
    free(f.values[LINEARISED]);
    free(patches);
    experiment_end(record, p);
}
