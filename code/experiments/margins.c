/* margins: do networks of every initial scale end at the same limit, only at different speeds
 * (thesis, section 5.2.2, after Lyu & Li, 2020: Figure A5)?
 *
 * Full-batch descent with steps that do not shrink with the loss, until the loss of every network
 * is below `stop_loss`; a network that does not separate its training set after `settle` steps is
 * not waited for, and none for more than max_steps. Recorded along flow time are means, over the
 * networks that separate their training set at the end, of what margin.h defines.
 */
#include <math.h>
#include <stdlib.h>

#include "die.h"
#include "experiment.h"
#include "margin.h"

/* Powers of 2 of flow time; how many before the end a margin is compared with the last. */
enum { OCTAVES = 128, BACK = 3 };

typedef struct {
    int n, m, K, N, settle, max_steps;
    double r, eta, rescale, stop_loss, aligned;
} Setting;

/* A network: views(reached) of it, with the weights of the last. */
typedef struct {
    MarginView views[OCTAVES];
    float *w;
    int reached, separates, done;
} Network;

static void descend(Network *networks, const Setting *s, const ReluData *data, int replicate)
{
    MarginView *now = die_calloc(s->K, sizeof *now);
    Rng start = experiment_stream(replicate, "start");
    Relu *model = relu_alloc(s->n, s->m, s->K);
    model->rescale = s->rescale;
    relu_init(model, s->r, &start);
    for (int steps = 1, left = s->K; left && steps <= s->max_steps; steps++) {
        relu_epoch(model, data, s->N, s->eta, NULL);
        int due = steps % 100 == 0 || steps == s->max_steps;
        for (int k = 0; k < s->K; k++)
            due |= !networks[k].done && model->time[k] >= ldexp(1, networks[k].reached);
        if (!due)
            continue;
        margin_views(now, model, data);
        left = 0; /* how many are still waited for */
        for (int k = 0; k < s->K; k++) {
            Network *x = &networks[k];
            if (x->done)
                continue;
            x->separates = now[k].margin > 0 && isfinite(now[k].log_loss); /* not diverged */
            x->done = now[k].log_mean < log(s->stop_loss);
            left += !x->done && (x->separates || steps < s->settle);
            for (; x->reached < OCTAVES && model->time[k] >= ldexp(1, x->reached); x->reached++) {
                const double cosine = margin_turn(&x->w, model, k);
                if (x->reached)
                    x->views[x->reached - 1].cosine = cosine;
                x->views[x->reached] = now[k];
            }
        }
    }
    relu_free(model);
    free(now);
}

/* The means over the networks that separate, along flow time. */
static void record_path(RecordTable *table, const Setting *s, const Network *networks,
                        int replicate)
{
    for (int o = 0; o + 1 < OCTAVES; o++) {
        MarginView sum = {.cosine = 0};
        double count = 0;
        for (const Network *x = networks; x < networks + s->K; x++) {
            if (!x->separates || o + 1 >= x->reached)
                continue;
            margin_add(&sum, &x->views[o]);
            count++;
        }
        record_row_if(
            count > 0, table, {"replicate", replicate}, {"N", s->N}, {"r", s->r}, {"octave", o},
            {"log10_loss", sum.log_mean / count / log(10)}, {"margin", sum.margin / count},
            {"smoothed_margin", sum.smoothed_margin / count}, {"ratio", sum.ratio / count},
            {"cosine", sum.cosine / count}, {"networks", count});
    }
}

/* The same at the end, and since when the networks have moved in the direction of their end. */
static void record_ends(RecordTable *ends, const Setting *s, const Network *networks, int replicate)
{
    MarginView sum = {.cosine = 0}, sum_before = {.cosine = 0};
    double count = 0, fall = 0, octave = 0, growing = 0, turned = 0;
    for (const Network *x = networks; x < networks + s->K; x++) {
        if (!x->separates || x->reached < 2)
            continue;
        const MarginView *v = x->views, *end = v + x->reached - 1;
        const MarginView *back = x->reached > BACK ? end - BACK : v;
        int last_turn = -1; /* the last octave in which the direction still moved */
        count++;
        margin_add(&sum, end);
        margin_add(&sum_before, back);
        /* The margin of what the weights gain, without what they had: the sooner at its limit. */
        growing += (end->margin * end->square - back->margin * back->square) /
                   (end->square - back->square);
        for (; v < end; v++) {
            if (v->log_loss < log(log(2)))
                fall = fmax(fall, 1 - v[1].smoothed_margin / v->smoothed_margin);
            if (v->cosine <= s->aligned)
                last_turn = (int)(v - x->views);
        }
        turned += last_turn + 2 < x->reached;
        octave += last_turn + 2 < x->reached ? last_turn + 1 : 0;
    }
    record_row(ends, {"replicate", replicate}, {"N", s->N}, {"r", s->r},
               {"separates", count / s->K},
               {"log10_loss", record_finite(sum.log_mean / count / log(10))},
               {"margin", record_finite(sum.margin / count)},
               {"margin_before", record_finite(sum_before.margin / count)},
               {"smoothed_margin", record_finite(sum.smoothed_margin / count)},
               {"largest_fall", count > 0 ? fall : RECORD_EMPTY},
               {"aligned_octave", record_finite(octave / turned)}, {"aligned", turned / s->K},
               {"growing_margin", record_finite(growing / count)});
}

static void run_replicate(RecordTable *path, RecordTable *ends, const Setting *s, int replicate)
{
    ReluData *data = experiment_relu_signs(s->N, s->n, replicate, "train");
    Network *networks = die_calloc(s->K, sizeof *networks);
    descend(networks, s, data, replicate);
    record_path(path, s, networks, replicate);
    record_ends(ends, s, networks, replicate);
    for (int k = 0; k < s->K; k++)
        free(networks[k].w);
    free(networks);
    relu_data_free(data);
}

int main(int argc, char **argv)
{
    Params *p = experiment_begin(argc, argv);
    experiment_seed(p);
    const Setting s = {.n = params_integer(p, "n", 2, 10000),
                       .m = params_integer(p, "m", 1, 10000),
                       .K = params_integer(p, "K", 1, 10000),
                       .N = params_integer(p, "N", 1, 100000),
                       .r = params_number(p, "r", 1e-6, 100),
                       .eta = params_number(p, "eta", 1e-6, 100),
                       .rescale = params_number(p, "rescale", 1e-6, 1),
                       .stop_loss = params_number(p, "stop_loss", 1e-33, 1),
                       .aligned = params_number(p, "aligned", 0, 1),
                       .settle = params_integer(p, "settle", 1, 100000000),
                       .max_steps = params_integer(p, "max_steps", 1, 100000000)};
    int first, replicates = experiment_replicates(p, &first, 1);
    Record *record = experiment_record(p);
    RecordTable *path = record_table(record, ""), *ends = record_table(record, "ends");
    for (int k = 0; k < replicates; k++) {
        experiment_at(k, replicates);
        run_replicate(path, ends, &s, first + k);
    }
    experiment_end(record, p);
}
