/* margins: do networks of every initial scale end at the same limit, only at different speeds
 * (thesis, section 5.2.2, after Lyu & Li, 2020: Figure A5)?
 *
 * Full-batch descent with steps that do not shrink with the loss, until the loss of every network
 * is below `stop_loss`; a network that does not separate its training set after `settle` steps is
 * not waited for, and none for more than max_steps. With S the sum of a network's losses, recorded
 * along flow time are
 *
 *     margin            min_i y_i f(x_i) / ||w||^2
 *     smoothed margin   -log(exp(S) - 1) / ||w||^2, which gradient flow does not let fall once S <
 *                       log 2
 *     cosine            between the weights at one power of 2 of flow time and at the next,
 *
 * as means over the networks that separate their training set at the end; all from log-losses, so
 * that a loss of 1e-30 is no smaller a thing than one of 1.
 */
#include <math.h>
#include <stdlib.h>

#include "die.h"
#include "experiment.h"
#include "progress.h"
#include "relu.h"

static const char EXPERIMENT[] = "margins";

enum {
    OCTAVES = 128, /* powers of 2 of flow time, from 1 on */
    BACK = 3       /* of them: how long before the end a margin is compared with the last */
};

/* What is seen of a network at a power of 2 of flow time. */
typedef struct {
    double log_loss; /* log S */
    double margin, smoothed_margin, ratio;
    double square; /* ||w||^2 */
    double cosine; /* between the weights and those of the next view; of the last one, 0 */
    float *w;      /* all weights */
} View;

/* log S of K networks, and least margins y f, from the predictions f(N,K). */
static void losses(double *log_loss, double *least, const float *f, const ReluData *data, int K)
{
    for (int k = 0; k < K; k++) {
        double smallest = INFINITY, sum = 0;
        for (int i = 0; i < data->N; i++)
            smallest = fmin(smallest, (double)data->y[i] * f[(size_t)i * K + k]);
        /* Each loss relative to exp(-smallest), so that none underflows; nor does this itself. */
        const double reference = fmax(smallest, -600);
        for (int i = 0; i < data->N; i++) {
            const double q = (double)data->y[i] * f[(size_t)i * K + k];
            sum +=
                q > 30 ? exp(reference - q) : exp(reference) * (fmax(0, -q) + log1p(exp(-fabs(q))));
        }
        least[k] = smallest;
        log_loss[k] = log(sum) - reference;
    }
}

/* log(exp(S) - 1) from log S. */
static double log_expm1(double log_loss)
{
    const double S = exp(log_loss);
    return S < 1e-8 ? log_loss + S / 2 : S > 30 ? S : log(expm1(S));
}

static float *weights(const Relu *model, int k)
{
    const int n = model->n, m = model->m;
    float *w = die_calloc((size_t)m * (n + 1), sizeof *w);
    for (int j = 0; j < m; j++) {
        const int c = j * model->K + k;
        float *row = w + (size_t)j * (n + 1);
        row[0] = model->v[c];
        for (int i = 0; i < n; i++)
            row[1 + i] = model->U[(size_t)i * model->C + c];
    }
    return w;
}

static double cosine(const float *a, const float *b, int length)
{
    double ab = 0, aa = 0, bb = 0;
    for (int i = 0; i < length; i++) {
        ab += (double)a[i] * b[i];
        aa += (double)a[i] * a[i];
        bb += (double)b[i] * b[i];
    }
    return ab / sqrt(aa * bb);
}

/* Descends and fills seen(K,OCTAVES), reached(K), the number of views of each network, and
 * separates(K). A network that does not separate after settle steps is not waited for. */
static void descend(View *seen, int *reached, int *separates, Relu *model, const ReluData *data,
                    double eta, double stop_loss, int settle, int max_steps)
{
    const int K = model->K;
    float *f = die_calloc((size_t)data->N * K, sizeof *f);
    double *log_loss = die_calloc(K, sizeof *log_loss), *least = die_calloc(K, sizeof *least);
    double *l1 = die_calloc(K, sizeof *l1), *l2 = die_calloc(K, sizeof *l2);
    int *done = die_calloc(K, sizeof *done); /* what a network does afterwards is of no concern */
    for (int steps = 1, left = K; left && steps <= max_steps; steps++) {
        relu_epoch(model, data, data->N, eta, NULL);
        int due = steps % 100 == 0 || steps == max_steps;
        for (int k = 0; k < K; k++)
            due |= !done[k] && model->time[k] >= ldexp(1, reached[k]);
        if (!due)
            continue;
        relu_predict(f, model, data);
        losses(log_loss, least, f, data, K);
        relu_norms(l1, l2, model);
        left = 0;
        for (int k = 0; k < K; k++) {
            if (done[k])
                continue;
            separates[k] = least[k] > 0 && isfinite(log_loss[k]); /* not diverged */
            done[k] = log_loss[k] - log(data->N) < log(stop_loss);
            left += !done[k] && (separates[k] || steps < settle);
            for (; reached[k] < OCTAVES && model->time[k] >= ldexp(1, reached[k]); reached[k]++) {
                const double square = l2[k] * l2[k];
                seen[k * OCTAVES + reached[k]] =
                    (View){.log_loss = log_loss[k],
                           .margin = least[k] / square,
                           .smoothed_margin = -log_expm1(log_loss[k]) / square,
                           .ratio = l1[k] / l2[k],
                           .square = square,
                           .w = weights(model, k)};
            }
        }
    }
    free(done);
    free(f);
    free(log_loss);
    free(least);
    free(l1);
    free(l2);
}

/* Fills the cosines of the views of a network with length weights. */
static void find_cosines(View *v, int reached, int length)
{
    for (int o = 0; o + 1 < reached; o++)
        v[o].cosine = cosine(v[o].w, v[o + 1].w, length);
}

/* The means over the networks that separate, along flow time. */
static void record_path(RecordTable *table, const View *seen, const int *reached,
                        const int *separates, int K, int replicate, int N, double r)
{
    for (int o = 0; o + 1 < OCTAVES; o++) {
        double there = 0, loss = 0, margin = 0, smoothed = 0, ratio = 0, angle = 0;
        for (int k = 0; k < K; k++) {
            const View *v = seen + (size_t)k * OCTAVES + o;
            if (!separates[k] || o + 1 >= reached[k])
                continue;
            there++;
            loss += v->log_loss - log(N);
            margin += v->margin;
            smoothed += v->smoothed_margin;
            ratio += v->ratio;
            angle += v->cosine;
        }
        if (there > 0)
            record_row(table, replicate, N, r, o, loss / there / log(10), margin / there,
                       smoothed / there, ratio / there, angle / there, there);
    }
}

/* The same at the end, and since when the networks have moved in the direction of their end. */
static void record_ends(RecordTable *ends, const View *seen, const int *reached,
                        const int *separates, int K, int replicate, int N, double r, double aligned)
{
    double count = 0, loss = 0, margin = 0, before = 0, smoothed = 0, fall = 0, octave = 0,
           growing = 0, turned = 0;
    for (int k = 0; k < K; k++) {
        const View *v = seen + (size_t)k * OCTAVES;
        if (!separates[k] || reached[k] < 2)
            continue;
        const View *end = v + reached[k] - 1, *back = reached[k] > BACK ? end - BACK : v;
        int last_turn = -1; /* the last octave in which the direction still moved */
        count++;
        loss += end->log_loss - log(N);
        margin += end->margin;
        before += back->margin;
        /* The margin of what the weights gain, without what they had: the sooner at its limit. */
        growing += (end->margin * end->square - back->margin * back->square) /
                   (end->square - back->square);
        smoothed += end->smoothed_margin;
        for (int o = 0; o + 1 < reached[k]; o++) {
            if (v[o].log_loss < log(log(2)))
                fall = fmax(fall, 1 - v[o + 1].smoothed_margin / v[o].smoothed_margin);
            if (v[o].cosine <= aligned)
                last_turn = o;
        }
        turned += last_turn + 2 < reached[k];
        octave += last_turn + 2 < reached[k] ? last_turn + 1 : 0;
    }
    record_row(ends, replicate, N, r, count / K, record_finite(loss / count / log(10)),
               record_finite(margin / count), record_finite(before / count),
               record_finite(smoothed / count), count > 0 ? fall : RECORD_EMPTY,
               record_finite(octave / turned), turned / K, record_finite(growing / count));
}

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    const char *seed = params_text(p, "seed");
    int n = params_integer(p, "n", 2, 10000), m = params_integer(p, "m", 1, 10000);
    int K = params_integer(p, "K", 1, 10000), N = params_integer(p, "N", 1, 100000);
    double r = params_number(p, "r", 1e-6, 100), eta = params_number(p, "eta", 1e-6, 100);
    double rescale = params_number(p, "rescale", 1e-6, 1);
    double stop_loss = params_number(p, "stop_loss", 1e-33, 1);
    double aligned = params_number(p, "aligned", 0, 1);
    int settle = params_integer(p, "settle", 1, 100000000);
    int max_steps = params_integer(p, "max_steps", 1, 100000000);
    int first = params_integer(p, "first_replicate", 1, 1000000);
    int replicates = params_integer(p, "replicates", 1, 100000);
    Record *record = experiment_record(p);
    RecordTable *table = record_table(
        record, "", "replicate,N,r,octave,log10_loss,margin,smoothed_margin,ratio,cosine,networks");
    RecordTable *ends = record_table(
        record, "ends",
        "replicate,N,r,separates,log10_loss,margin,margin_before,smoothed_margin,largest_fall,"
        "aligned_octave,aligned,growing_margin");

    for (int replicate = first; replicate < first + replicates; replicate++) {
        progress_at((double)(replicate - first) / replicates);
        Data *signs = data_signs(N, n, seed, EXPERIMENT, replicate, "train");
        ReluData *data = relu_data(signs);
        Relu *model = relu_alloc(n, m, K);
        model->rescale = rescale;
        Rng rng;
        rng_open(&rng, seed, EXPERIMENT, replicate, "start");
        relu_init(model, r, &rng);
        View *seen = die_calloc((size_t)K * OCTAVES, sizeof *seen);
        int *reached = die_calloc(K, sizeof *reached),
            *separates = die_calloc(K, sizeof *separates);
        descend(seen, reached, separates, model, data, eta, stop_loss, settle, max_steps);
        for (int k = 0; k < K; k++)
            find_cosines(seen + (size_t)k * OCTAVES, reached[k], m * (n + 1));
        record_path(table, seen, reached, separates, K, replicate, N, r);
        record_ends(ends, seen, reached, separates, K, replicate, N, r, aligned);
        for (int i = 0; i < K * OCTAVES; i++)
            free(seen[i].w);
        free(seen);
        free(reached);
        free(separates);
        relu_free(model);
        relu_data_free(data);
        data_free(signs);
    }
    experiment_end(record, p);
}
