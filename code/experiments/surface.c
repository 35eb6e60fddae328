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

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    double alpha_low = params_number(p, "alpha_low", 1e-6, 1e6);
    double alpha_high = params_number(p, "alpha_high", 1e-6, 1e6);
    int frames = params_integer(p, "frames", 1, 1000);
    int grid = params_integer(p, "grid", 2, 500);
    double half_width = params_number(p, "half_width", 1e-3, 1e3);
    double azimuth = params_number(p, "azimuth", -360, 360) * acos(-1) / 180;
    Record *record = experiment_record(p);
    RecordTable *table =
        record_table(record, "", "frame,alpha,w1,w2,value1,value2,value3,value4,surface,half");
    RecordTable *frame_table = record_table(record, "frames", "frame,alpha,step,max_value");

    int squares = (grid - 1) * (grid - 1), cut_squares = 2 * (grid - 1);
    Patch *patches = die_calloc(2 * (size_t)(squares + cut_squares), sizeof *patches);
    /* Every grid point is a path of the model in dimension 1, and so is the base point. */
    int points = grid * grid;
    Dln *model = dln_alloc(1, points, 1), *linearised = dln_alloc(1, points, 1);
    double *start = die_calloc(points, sizeof *start);
    double *values[2] = {die_calloc(points, sizeof(double)), die_calloc(points, sizeof(double))};
    double max_difference = 0, max_linearised = 0;
    /* Depth of a step in w1 and in w2, and of the four corners from a square's centre. */
    double d1 = sin(azimuth), d2 = -cos(azimuth);
    double corner_depth[4] = {-d1 - d2, d1 - d2, d1 + d2, d2 - d1};

    for (int frame = 0; frame < frames; frame++) {
        double alpha = experiment_log_spaced(alpha_low, alpha_high, frame, frames);
        double first = alpha - half_width, step = 2 * half_width / (grid - 1);

        for (int k = 0; k < points; k++)
            start[k] = alpha;
        dln_init(linearised, start);
        dln_linearise(linearised);
        for (int k = 0; k < points; k++) {
            const int i = k / grid, j = k % grid;
            double *w = model->w + (size_t)2 * k, *same = linearised->w + (size_t)2 * k;
            w[0] = same[0] = first + i * step;
            w[1] = same[1] = first + j * step;
        }
        dln_predict(values[MODEL], model, (const double[]){1}, 1);
        dln_predict(values[LINEARISED], linearised, (const double[]){1}, 1);
        double max_value = 0;
        for (int k = 0; k < points; k++) {
            max_difference = fmax(max_difference, fabs(values[MODEL][k] - values[LINEARISED][k]));
            max_linearised = fmax(max_linearised, fabs(values[LINEARISED][k]));
            max_value = fmax(max_value, fmax(fabs(values[MODEL][k]), fabs(values[LINEARISED][k])));
        }
        record_row(frame_table, frame, alpha, step, max_value);

        Patch *end = patches;
        for (int k = 0; k < 2 * squares; k++) {
            int surface = k % 2, i = k / 2 / (grid - 1), j = k / 2 % (grid - 1);
            const double *v = values[surface] + (size_t)i * grid + j;
            Patch patch = {.w1 = first + i * step,
                           .w2 = first + j * step,
                           .corners = {v[0], v[grid], v[grid + 1], v[1]},
                           .depth = i * d1 + j * d2,
                           .surface = surface};
            if (i != j && i + j != grid - 2) {
                patch.height = (v[0] + v[grid] + v[grid + 1] + v[1]) / 4;
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
        for (const Patch *q = patches; q < end; q++)
            record_row(table, frame, alpha, q->w1, q->w2, q->corners[0], q->corners[1],
                       q->corners[2], q->corners[3], q->surface, q->half);
    }
    record_number(record, "max_difference", max_difference);
    record_number(record, "max_linearised", max_linearised);
    record_number(record, "ratio", max_difference / max_linearised);

    dln_free(model);
    dln_free(linearised);
    free(start);
    free(values[MODEL]);
    free(values[LINEARISED]);
    free(patches);
    experiment_end(record, p);
}
