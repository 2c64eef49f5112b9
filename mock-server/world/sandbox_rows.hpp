#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "orcamo/pki/time.hpp"
#include "world/generation.hpp"
#include "world/lineages.hpp"
#include "world/policy.hpp"
#include "world/sandbox_clock.hpp"
#include "world/sessions.hpp"

namespace orcamo::mock {

struct HistoryRow {
  std::string serial;
  History history;  // without `replaced_by`: the generations say that
};

struct LineageRow {
  Identity identity;
  GenerationRef waiting;  // null: none
  std::string token;      // of the newest link
};

struct LinkRow {
  std::string token;
  IssuedLink link;
};

struct NoticeRow {
  std::string fingerprint;
  pki::TimePoint day;  // when a daily notice was shown last
};

// SandboxRows are what hangs on the certificates of a sandbox, one row a thing.
struct SandboxRows {
  std::vector<GenerationRef> issued = {};  // in the order of issue
  std::vector<HistoryRow> histories = {};
  std::vector<LineageRow> lineages = {};
  std::vector<LinkRow> links = {};
  std::vector<SessionRow> sessions = {};  // in the order of their beginning
  std::vector<NoticeRow> notices = {};
};

// newly_issued are the rows of a generation that is issued at `now`.
SandboxRows newly_issued(const GenerationRef& generation, pki::TimePoint now);

// SandboxChange is what one operation does to a sandbox. A row goes in the place of that of the same serial, identity,
// token, session or fingerprint, where there is one; generations and sessions are always new.
struct SandboxChange {
  SandboxRows put = {};
  std::vector<std::string> ended_sessions = {};
  PolicyRef policy = nullptr;                      // null: as it was
  std::optional<ClockImage> clock = std::nullopt;  // unset: as it was
};

}  // namespace orcamo::mock
