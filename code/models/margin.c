#include "margin.h"

#include <math.h>
#include <stdlib.h>

#include "die.h"

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

void margin_views(MarginView *views, Relu *model, const ReluData *data)
{
    const int K = model->K;
    float *f = die_calloc((size_t)data->N * K, sizeof *f);
    double *log_loss = die_calloc((size_t)4 * K, sizeof *log_loss), *least = log_loss + K;
    double *l1 = least + K, *l2 = l1 + K;
    relu_predict(f, model, data);
    losses(log_loss, least, f, data, K);
    relu_norms(l1, l2, model);
    for (int k = 0; k < K; k++) {
        const double square = l2[k] * l2[k];
        views[k] = (MarginView){.log_loss = log_loss[k],
                                .log_mean = log_loss[k] - log(data->N),
                                .margin = least[k] / square,
                                .smoothed_margin = -log_expm1(log_loss[k]) / square,
                                .ratio = l1[k] / l2[k],
                                .square = square};
    }
    free(f);
    free(log_loss);
}

void margin_add(MarginView *sum, const MarginView *view)
{
    sum->log_loss += view->log_loss;
    sum->log_mean += view->log_mean;
    sum->margin += view->margin;
    sum->smoothed_margin += view->smoothed_margin;
    sum->ratio += view->ratio;
    sum->square += view->square;
    sum->cosine += view->cosine;
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

double margin_turn(float **w, const Relu *model, int k)
{
    float *now = weights(model, k);
    const double turn = *w ? cosine(*w, now, model->m * (model->n + 1)) : 0;
    free(*w);
    *w = now;
    return turn;
}
