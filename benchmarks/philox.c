/* Philox4x32-10 in C, as sim/draws.py has it: nanoseconds of CPU a block, side by side and one after the other. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline void philox(uint32_t c[4], uint32_t k0, uint32_t k1) {
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)0xD2511F53u * c[0], p1 = (uint64_t)0xCD9E8D57u * c[2];
        uint32_t next0 = (uint32_t)(p1 >> 32) ^ c[1] ^ k0, next2 = (uint32_t)(p0 >> 32) ^ c[3] ^ k1;
        c[1] = (uint32_t)p1;
        c[3] = (uint32_t)p0;
        c[0] = next0;
        c[2] = next2;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
}

int main(int argc, char **argv) {
    uint32_t n = argc > 1 ? (uint32_t)strtoul(argv[1], 0, 10) : 1000000, seen = 0;
    for (int chained = 0; chained < 2; chained++) {
        clock_t start = clock();
        uint32_t c[4] = {0, 0, 0, 0};
        for (uint32_t i = 0; i < n; i++) {
            c[0] = i;
            c[1] = chained ? c[1] : 7;
            c[2] = 4;
            c[3] = 3;
            philox(c, 1, 0);
            seen ^= c[0] ^ c[1] ^ c[2] ^ c[3];
        }
        printf("%.4f ", 1e9 * (double)(clock() - start) / CLOCKS_PER_SEC / n);
    }
    printf("%u\n", seen);
    return 0;
}
