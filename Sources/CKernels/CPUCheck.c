// Refuses, before any Swift code runs, a CPU that lacks the instructions the Swift code was compiled
// for. It must stay in a target that is itself compiled for the oldest CPU.

#ifdef PATRON_REQUIRES_X86_64_V3

#include <stdlib.h>
#include <unistd.h>

// 101 is the first priority open to applications, so this runs ahead of other constructors.
__attribute__((constructor(101))) static void patron_check_cpu(void) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
      __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2"))
    return;
  static const char message[] =
      "patron: this CPU lacks AVX2, FMA or BMI2 (x86-64-v3, every x86 server since 2015), which "
      "this build needs.\n"
      "Build it for older CPUs with: PATRON_CPU=x86-64 swift build -c release\n";
  ssize_t ignored = write(2, message, sizeof message - 1);
  (void)ignored;
  _exit(1);
}

#endif
