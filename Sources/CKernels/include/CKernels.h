#ifndef PATRON_CKERNELS_H
#define PATRON_CKERNELS_H
// The module has no callable functions yet: linking it in is what installs the CPU check.
#endif
