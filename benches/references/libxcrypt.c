/*
 * The bound of logins in the fastest library there is for it: crypt_r of libxcrypt, which Debian's login itself uses,
 * verifying one password after another on a number of threads, and nothing else.
 *
 *     libxcrypt THREADS PASSWORDS-A-THREAD COST
 */
#include <crypt.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PASSWORD "correct horse battery staple"
#define MOST_THREADS 256

static char hash[CRYPT_OUTPUT_SIZE];
static long passwords;

static void fail(const char *why) {
    fprintf(stderr, "libxcrypt: %s\n", why);
    exit(1);
}

static void *verify(void *unused) {
    /* Large, so not on the stack. */
    struct crypt_data *data = calloc(1, sizeof *data);
    if (!data)
        fail("out of memory");
    for (long number = 0; number < passwords; number++) {
        const char *found = crypt_r(PASSWORD, hash, data);
        if (!found || strcmp(found, hash) != 0)
            fail("the right password was refused");
    }
    free(data);
    return unused;
}

int main(int count, char **arguments) {
    if (count != 4)
        fail("the arguments are THREADS PASSWORDS COST");
    long threads = atol(arguments[1]), cost = atol(arguments[3]);
    passwords = atol(arguments[2]);
    if (threads < 1 || threads > MOST_THREADS || passwords < 1)
        fail("an argument is out of its range");

    struct crypt_data *data = calloc(1, sizeof *data);
    char setting[CRYPT_GENSALT_OUTPUT_SIZE];
    if (!data || !crypt_gensalt_rn("$2b$", cost, NULL, 0, setting, sizeof setting))
        fail("there is no bcrypt of this cost");
    const char *made = crypt_r(PASSWORD, setting, data);
    if (!made || made[0] == '*')
        fail("no hash could be made");
    strcpy(hash, made);

    pthread_t running[MOST_THREADS];
    struct timespec began, ended;
    clock_gettime(CLOCK_MONOTONIC, &began);
    for (long thread = 0; thread < threads; thread++)
        if (pthread_create(&running[thread], NULL, verify, NULL) != 0)
            fail("a thread did not start");
    for (long thread = 0; thread < threads; thread++)
        pthread_join(running[thread], NULL);
    clock_gettime(CLOCK_MONOTONIC, &ended);

    double seconds = (double)(ended.tv_sec - began.tv_sec) + (double)(ended.tv_nsec - began.tv_nsec) / 1e9;
    long all = threads * passwords;
    printf("{\"count\":%ld,\"seconds\":%.9f,\"rate\":%.6f}\n", all, seconds, (double)all / seconds);
    return 0;
}
