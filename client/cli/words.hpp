#pragma once
#include <string>

namespace orcamo::client {

// Words are the arguments as they were typed.
struct Words {
  std::string output = "text";
  std::string language;
  std::string now;
  std::string server;
  std::string ca;
  std::string p12;
  std::string password_file;
  std::string store;
  std::string store_pin_file;
  bool linkage = false;
  std::string rule = "90d";
  std::string boundary = "inclusive";
  std::string channel = "api";
  std::string journal;
  bool force = false;
  std::string trusted;
  bool allow_same_key = false;
  bool dry_run = false;
  std::string progress = "auto";
  std::string user = "ormaster";
  std::string login_password_file;
  std::string proxy;
  std::string proxy_credentials_file;
  int timeout = 30;
  std::string tls = "any";
  bool all = false;
  std::string certificate;
  std::string out;
  std::string out_password_file;
  std::string new_password_file;
  std::string form;
  std::string every = "12h";
  std::string install_units;
  std::string subject;  // of explain
  std::string shell;    // of completion
};

}  // namespace orcamo::client
