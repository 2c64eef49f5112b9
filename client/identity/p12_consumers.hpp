#pragma once
#include <string_view>
#include <vector>

#include "identity/p12_notes.hpp"
#include "orcamo/client/p12_inspection.hpp"

namespace orcamo::client {

// P12Oddities are what few files have, and some programs do not take.
struct P12Oddities {
  bool is_nested = false;
  P12Password::Form form = P12Password::Form::kUsual;
  std::vector<P12Slip> slips = {};
  bool is_refused_as_old = false;  // what is not supported is old encryption: others may take that
  bool has_stranger = false;       // a key that belongs to no certificate
  bool begins_with_stranger = false;
  bool has_unmatched_key_id = false;  // a key with a localKeyID that no certificate has
};

// consumers_of tells which programs take a file as a client certificate, by rules: see docs/reference/orcamo-p12.md.
// `password` is the one that opens it; empty where it is not known, and then nothing depends on it.
// Of a file with slips `inspection` is that of the file without them.
std::vector<P12Consumer> consumers_of(const P12Inspection& inspection, std::string_view password,
                                      const P12Oddities& oddities = {});

}  // namespace orcamo::client
