#pragma once
#include "cli/app.hpp"
#include "cli/options.hpp"

// One function a subcommand: it writes its whole output and returns the exit code.
namespace orcamo::client {

int check(const Options& options, const Surroundings& surroundings);
int renew(const Options& options, const Surroundings& surroundings);
int watch_store(const Options& options, const Surroundings& surroundings);
int login(const Options& options, const Surroundings& surroundings);
int list(const Options& options, const Surroundings& surroundings);
int show(const Options& options, const Surroundings& surroundings);
int import_p12(const Options& options, const Surroundings& surroundings);
int export_certificate(const Options& options, const Surroundings& surroundings);
int prune(const Options& options, const Surroundings& surroundings);
int explain_subject(const Options& options, const Surroundings& surroundings);

}  // namespace orcamo::client
