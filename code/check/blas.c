/* blas: which linear algebra a program of the project is given, asked of the libraries themselves
 * after they were used.
 *
 * prints OpenBLAS's name of the kernel that it runs, or "reference" where there is no OpenBLAS, and
 * the files that BLAS and LAPACK came from.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#include "die.h"
#include "linalg.h"

extern char *openblas_get_corename(void) __attribute__((weak));

/* The file that the function of this name came from. */
static char *origin(const char *function)
{
    Dl_info found;
    void *address = dlsym(RTLD_DEFAULT, function);
    if (!address || !dladdr(address, &found))
        die("blas: %s comes from no library", function);
    return realpath(found.dli_fname, NULL);
}

int main(void)
{
    enum { n = 40 };
    double A[n * n], G[n * n], values[n];
    linalg_single_thread();
    for (int i = 0; i < n * n; i++)
        A[i] = i % 7 - i % 5;
    linalg_multiply_nt(G, A, A, n, n, n);
    require(linalg_eigen(values, NULL, G, n) == 0);
    char *blas = origin("cblas_dgemm"), *lapack = origin("dsyev_");
    printf("%s %s %s\n", openblas_get_corename ? openblas_get_corename() : "reference", blas,
           lapack);
    free(blas);
    free(lapack);
}
