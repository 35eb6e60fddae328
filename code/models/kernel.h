/* kernel: the tangent kernel of the two-layer ReLU network (relu.h) at its random start, v ~
 * N(0, r_v^2) and u ~ N(0, r_u^2 I), and the predictor that it gives (thesis, section 5.2.1). In
 * expectation, which is what a wide network has, one unit contributes
 *
 *     K(x, z) = E[max(0, <u, x>) max(0, <u, z>)] + E[v^2 1{<u, x> > 0} 1{<u, z> > 0}] <x, z>
 *             = r_u^2 ||x|| ||z|| (sin theta + (pi - theta) cos theta) / (2 pi)
 *               + r_v^2 <x, z> (pi - theta) / (2 pi)
 *
 * with theta the angle between x and z: the arc-cosine kernels of degree 1 and 0 (Cho and Saul,
 * 2009). The width of the network is a factor that no predictor depends on.
 */
#ifndef KERNEL_H
#define KERNEL_H

/* K(N,M) row-major: the kernel between the rows of X(N,n) and of Z(M,n). Where rows are equal or
 * opposite, designs of signs have their exact angle, real-valued ones have it to about 1e-7. A row
 * of zeros has K = 0. */
void kernel_gram(double *K, const double *X, int N, const double *Z, int M, int n, double r_v,
                 double r_u);

/* gamma(N) with (K + ridge d I) gamma = y, where d is the mean of K's diagonal: the coefficients of
 * the predictor that interpolates the labels y(N) as ridge goes to 0. K(N,N), the kernel between
 * the samples themselves, is used up. Returns 0, or LAPACK's status when the matrix is not positive
 * definite; one that is singular but for rounding may pass. */
int kernel_fit(double *gamma, double *K, const double *y, int N, double ridge);

/* f(M) = K gamma for K(M,N), the kernel between new points and the samples. */
void kernel_predict(double *f, const double *K, const double *gamma, int M, int N);

#endif
