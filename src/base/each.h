// PREFLIGHT_EACH(macro, a, b, c) is macro(a) macro(b) macro(c), for up to 340 names. Only fields.h and names.h use it.
#pragma once

#define PREFLIGHT_EACH(macro, ...) __VA_OPT__(PREFLIGHT_EXPAND(PREFLIGHT_EACH_STEP(macro, __VA_ARGS__)))

// A macro cannot name itself, but what stands behind it may name it again in the next pass over the text.
#define PREFLIGHT_EACH_STEP(macro, first, ...) \
  macro(first) __VA_OPT__(PREFLIGHT_EACH_AGAIN PREFLIGHT_PARENTHESES(macro, __VA_ARGS__))
#define PREFLIGHT_EACH_AGAIN() PREFLIGHT_EACH_STEP
#define PREFLIGHT_PARENTHESES ()

#define PREFLIGHT_EXPAND(...) \
  PREFLIGHT_EXPAND_3(PREFLIGHT_EXPAND_3(PREFLIGHT_EXPAND_3(PREFLIGHT_EXPAND_3(__VA_ARGS__))))
#define PREFLIGHT_EXPAND_3(...) \
  PREFLIGHT_EXPAND_2(PREFLIGHT_EXPAND_2(PREFLIGHT_EXPAND_2(PREFLIGHT_EXPAND_2(__VA_ARGS__))))
#define PREFLIGHT_EXPAND_2(...) \
  PREFLIGHT_EXPAND_1(PREFLIGHT_EXPAND_1(PREFLIGHT_EXPAND_1(PREFLIGHT_EXPAND_1(__VA_ARGS__))))
#define PREFLIGHT_EXPAND_1(...) __VA_ARGS__
