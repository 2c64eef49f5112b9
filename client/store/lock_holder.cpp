#include "store/lock_holder.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

namespace orcamo::client {

// A line is "1: POSIX  ADVISORY  WRITE 9247 fe:00:11763841 1073741824 1073742335"; a waiting one has "->" behind the
// number. The device is that of the file system, which on some is not the one that stat tells: the inode decides.
bool is_locked_elsewhere(const std::filesystem::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return false;
  const std::string inode = ":" + std::to_string(status.st_ino);
  const std::string self = std::to_string(::getpid());
  std::ifstream locks("/proc/locks");
  for (std::string line; std::getline(locks, line);) {
    std::istringstream words(line);
    std::string number, kind, obligation, mode, pid, where;
    words >> number >> kind >> obligation >> mode >> pid >> where;
    if (kind == "POSIX" && pid != self && where.ends_with(inode)) return true;
  }
  return false;
}

}  // namespace orcamo::client
