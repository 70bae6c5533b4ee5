// Which lock guards what, in words that clang checks (-Wthread-safety) and other compilers skip.
// The names are those of clang's documentation.
//
//     class Counter {
//         Mutex mutex_;
//         int count_ GUARDED_BY(mutex_) = 0;
//         void grow() REQUIRES(mutex_);
//         void add() EXCLUDES(mutex_);
//     };
#pragma once

#ifdef __clang__
#define HF_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define HF_THREAD_ANNOTATION(x)
#endif

#define CAPABILITY(x) HF_THREAD_ANNOTATION(capability(x))
#define SCOPED_CAPABILITY HF_THREAD_ANNOTATION(scoped_lockable)
#define GUARDED_BY(x) HF_THREAD_ANNOTATION(guarded_by(x))
#define PT_GUARDED_BY(x) HF_THREAD_ANNOTATION(pt_guarded_by(x))
#define REQUIRES(...) HF_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define ACQUIRE(...) HF_THREAD_ANNOTATION(acquire_capability(__VA_ARGS__))
#define RELEASE(...) HF_THREAD_ANNOTATION(release_capability(__VA_ARGS__))
#define TRY_ACQUIRE(...) HF_THREAD_ANNOTATION(try_acquire_capability(__VA_ARGS__))
#define EXCLUDES(...) HF_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))
#define RETURN_CAPABILITY(x) HF_THREAD_ANNOTATION(lock_returned(x))
#define NO_THREAD_SAFETY_ANALYSIS HF_THREAD_ANNOTATION(no_thread_safety_analysis)
