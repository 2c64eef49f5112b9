#pragma once
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "orcamo/pki/result.hpp"

// What the benchmarks measure with.
namespace orcamo::bench {

using SteadyClock = std::chrono::steady_clock;

inline double milliseconds_since(SteadyClock::time_point start) {
  return std::chrono::duration<double, std::milli>(SteadyClock::now() - start).count();
}

// Sample is many measurements of one thing, in milliseconds.
class Sample {
 public:
  void add(double milliseconds) { all_.push_back(milliseconds); }

  template <class Work>
  void time(Work work) {
    const auto start = SteadyClock::now();
    work();
    add(milliseconds_since(start));
  }

  // at(0.5) is the median, at(0.99) what 99 in 100 keep within.
  double at(double part) {
    std::sort(all_.begin(), all_.end());
    return all_[std::min(all_.size() - 1, static_cast<std::size_t>(part * static_cast<double>(all_.size())))];
  }

 private:
  std::vector<double> all_;
};

// Of this process, all threads, in milliseconds.
inline double processor_time() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& time) {
    return 1e3 * static_cast<double>(time.tv_sec) + 1e-3 * static_cast<double>(time.tv_usec);
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

// Octets of memory that this process really has.
inline double resident() {
  std::size_t all = 0;
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> all >> pages;
  return static_cast<double>(pages) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

// A benchmark that cannot be set up has no figures.
template <class T>
T expect(pki::Result<T> outcome, const char* doing) {
  if (outcome) return *std::move(outcome);
  std::fprintf(stderr, "%s: %s\n", doing, outcome.error().message().c_str());
  std::exit(EXIT_FAILURE);
}

}  // namespace orcamo::bench
