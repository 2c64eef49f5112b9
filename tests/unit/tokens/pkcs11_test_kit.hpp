#pragma once
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <pkcs11.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "orcamo/client/pkcs11_store.hpp"
#include "orcamo/testing/temporary_directory.hpp"
#include "token_test_kit.hpp"

// For the tests of stores on a token.
namespace orcamo::testing {

// SoftHsm is one for the process, as modules are, with tokens in a folder of its own.
class SoftHsm {
 public:
  static SoftHsm& only() {
    static SoftHsm hsm;
    return hsm;
  }

  // make_token initializes a token with the PIN 123456.
  void make_token(const std::string& label) {
    CK_ULONG count = 0;
    EXPECT_EQ(call_->C_GetSlotList(CK_TRUE, nullptr, &count), CKR_OK);
    std::vector<CK_SLOT_ID> slots(count);
    EXPECT_EQ(call_->C_GetSlotList(CK_TRUE, slots.data(), &count), CKR_OK);
    CK_SLOT_ID free = slots.back();
    for (const CK_SLOT_ID slot : slots) {
      CK_TOKEN_INFO info{};
      call_->C_GetTokenInfo(slot, &info);
      if ((info.flags & CKF_TOKEN_INITIALIZED) == 0) free = slot;
    }
    CK_UTF8CHAR officer[] = "12345678";
    CK_UTF8CHAR user[] = "123456";
    std::string padded = label;
    padded.resize(32, ' ');
    EXPECT_EQ(call_->C_InitToken(free, officer, 8, reinterpret_cast<CK_UTF8CHAR*>(padded.data())), CKR_OK);
    CK_SESSION_HANDLE session = CK_INVALID_HANDLE;
    EXPECT_EQ(call_->C_OpenSession(free, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &session), CKR_OK);
    EXPECT_EQ(call_->C_Login(session, CKU_SO, officer, 8), CKR_OK);
    EXPECT_EQ(call_->C_InitPIN(session, user, 6), CKR_OK);
    EXPECT_EQ(call_->C_Logout(session), CKR_OK);
    EXPECT_EQ(call_->C_CloseSession(session), CKR_OK);
  }

  // labels are those of all objects of one class on a token.
  std::vector<std::string> labels(const std::string& token, CK_OBJECT_CLASS kind) {
    CK_SESSION_HANDLE session = CK_INVALID_HANDLE;
    EXPECT_EQ(call_->C_OpenSession(slot_of(token), CKF_SERIAL_SESSION, nullptr, nullptr, &session), CKR_OK);
    CK_UTF8CHAR user[] = "123456";
    const CK_RV login = call_->C_Login(session, CKU_USER, user, 6);
    EXPECT_TRUE(login == CKR_OK || login == CKR_USER_ALREADY_LOGGED_IN) << login;
    CK_ATTRIBUTE wanted{CKA_CLASS, &kind, sizeof kind};
    EXPECT_EQ(call_->C_FindObjectsInit(session, &wanted, 1), CKR_OK);
    std::vector<CK_OBJECT_HANDLE> found(64);
    CK_ULONG count = 0;
    EXPECT_EQ(call_->C_FindObjects(session, found.data(), found.size(), &count), CKR_OK);
    EXPECT_EQ(call_->C_FindObjectsFinal(session), CKR_OK);
    std::vector<std::string> labels;
    for (CK_ULONG i = 0; i < count; ++i) {
      std::string label(200, ' ');
      CK_ATTRIBUTE attribute{CKA_LABEL, label.data(), label.size()};
      EXPECT_EQ(call_->C_GetAttributeValue(session, found[i], &attribute, 1), CKR_OK);
      label.resize(attribute.ulValueLen);
      labels.push_back(label);
    }
    EXPECT_EQ(call_->C_CloseSession(session), CKR_OK);
    return labels;
  }

  std::string serial_of(const std::string& token) {
    CK_TOKEN_INFO info{};
    EXPECT_EQ(call_->C_GetTokenInfo(slot_of(token), &info), CKR_OK);
    const std::string serial(reinterpret_cast<const char*>(info.serialNumber), sizeof info.serialNumber);
    return serial.substr(0, serial.find_last_not_of(' ') + 1);
  }

  std::string new_label() { return "clinic" + std::to_string(++labels_); }

 private:
  CK_SLOT_ID slot_of(const std::string& token) {
    std::vector<CK_SLOT_ID> slots(64);
    CK_ULONG count = slots.size();
    EXPECT_EQ(call_->C_GetSlotList(CK_TRUE, slots.data(), &count), CKR_OK);
    slots.resize(count);
    for (const CK_SLOT_ID slot : slots) {
      CK_TOKEN_INFO info{};
      call_->C_GetTokenInfo(slot, &info);
      if (std::string_view(reinterpret_cast<const char*>(info.label), sizeof info.label).starts_with(token + ' ')) {
        return slot;
      }
    }
    ADD_FAILURE() << "there is no token " << token;
    return 0;
  }

  SoftHsm() {
    std::filesystem::create_directory(folder_ / "tokens");
    const auto configuration =
        folder_.write("softhsm2.conf", "directories.tokendir = " + (folder_ / "tokens").string() +
                                           "\nobjectstore.backend = file\nlog.level = ERROR\n");
    setenv("SOFTHSM2_CONF", configuration.c_str(), 1);
    void* const library = dlopen(SOFTHSM_MODULE, RTLD_NOW | RTLD_LOCAL);
    reinterpret_cast<CK_C_GetFunctionList>(dlsym(library, "C_GetFunctionList"))(&call_);
    EXPECT_EQ(call_->C_Initialize(nullptr), CKR_OK);
  }

  TemporaryDirectory folder_;
  CK_FUNCTION_LIST* call_ = nullptr;
  int labels_ = 0;
};

// A token of this test's own.
class Pkcs11StoreTest : public ::testing::Test {
 protected:
  Pkcs11StoreTest() {
    SoftHsm::only().make_token(label_);
    temporary_.write("pin.txt", "123456\n");
    setenv("XDG_STATE_HOME", (temporary_ / "state").c_str(), 1);
  }
  ~Pkcs11StoreTest() override {
    EXPECT_EQ(ERR_peek_error(), 0u);
    unsetenv("ORCAMO_FAIL");
    unsetenv("XDG_STATE_HOME");
  }

  std::string uri(const std::string& module = SOFTHSM_MODULE) const {
    return "pkcs11:token=" + label_ + "?module-path=" + module;
  }
  client::Pkcs11Store open() const { return client::Pkcs11Store::open(uri(), temporary_ / "pin.txt").value(); }
  client::Pkcs11Store open_failing() const {
    return client::Pkcs11Store::open(uri(FAILING_MODULE), temporary_ / "pin.txt").value();
  }

  const std::string label_ = SoftHsm::only().new_label();
  TemporaryDirectory temporary_;
  const pki::Credential old_ = issue();
  const pki::Credential new_ = issue(renewed());
};

}  // namespace orcamo::testing
