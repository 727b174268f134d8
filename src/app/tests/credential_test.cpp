#include "app/credential.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace trireme::app {
namespace {

TEST(Credential, StandsInTheEnvironmentOrAFile) {
    ASSERT_EQ(::setenv("TRIREME_TEST_CREDENTIAL", "open sesame", 1), 0);
    EXPECT_EQ(*credential_of("token", "env:TRIREME_TEST_CREDENTIAL"), "open sesame");
    const auto path = std::filesystem::temp_directory_path() / fmt::format("trireme-credential-{}", ::getpid());
    std::ofstream(path) << "from a file\r\nsecond line\n";
    EXPECT_EQ(*credential_of("token", "file:" + path.string()), "from a file");
    std::ofstream(path, std::ios::trunc).close();
    EXPECT_EQ(credential_of("token", "file:" + path.string()).error().code, ErrorCode::invalid_input);
    std::filesystem::remove(path);
    EXPECT_EQ(credential_of("token", "file:" + path.string()).error().code, ErrorCode::not_found);
    EXPECT_EQ(credential_of("token", "env:TRIREME_TEST_NO_CREDENTIAL").error().message,
              "token: the environment has no TRIREME_TEST_NO_CREDENTIAL");
}

TEST(Credential, IsNeverShownWhereItShouldNotStand) {
    const auto refused = credential_of("token", "my-secret-token");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message.find("my-secret"), std::string::npos);
}

}  // namespace
}  // namespace trireme::app
