#include "app/toml_document.hpp"

#include "base/describe.hpp"
#include "model/scaled.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace trireme::app {
namespace {

struct Plain {
    static constexpr std::uint16_t wire_type = 1;
    static constexpr std::string_view wire_name = "plain";

    std::string host = "localhost";
    std::uint16_t port = 80;
    std::optional<Ratio> share{};

    bool operator==(const Plain&) const = default;
};
TRIREME_DESCRIBE(Plain, (host, port, share));

struct Timed {
    static constexpr std::uint16_t wire_type = 2;
    static constexpr std::string_view wire_name = "timed";

    Timestamp begin{};
    bool is_on = true;

    bool operator==(const Timed&) const = default;
};
TRIREME_DESCRIBE(Timed, (begin, is_on));

struct Settings {
    std::vector<std::variant<Plain, Timed>> sources{};
    std::vector<std::string> names{"default"};

    bool operator==(const Settings&) const = default;
};
TRIREME_DESCRIBE(Settings, (sources, names));

Result<Settings> read(std::string_view text) {
    const auto document = TomlDocument::parse(text, "x.toml");
    return document ? settings_of<Settings>(*document) : std::unexpected(document.error());
}

std::string error_of(std::string_view text) {
    const auto settings = read(text);
    return settings ? "none" : settings.error().message;
}

TEST(TomlDocument, WhatIsNotSetIsAsItWas) {
    EXPECT_EQ(*read(""), Settings());
    EXPECT_EQ(*read("names = []\n[[sources]]\ntype = \"plain\"\nport = 443\n"),
              (Settings{.sources = {Plain{.port = 443}}, .names = {}}));
    EXPECT_EQ(
        *read("sources = [{type = \"plain\", share = \"0.25\"}, {type = \"timed\", begin = 2026-03-01T17:00:00Z}]"),
        (Settings{
            .sources = {Plain{.share = Ratio(25'000'000)}, Timed{.begin = Timestamp(1'772'384'400'000'000'000)}}}));
}

TEST(TomlDocument, SaysWhereSomethingDoesNotFit) {
    EXPECT_EQ(error_of("names = [\"a\",\n \"b\",\n 3]"), "x.toml:3: names[2]: expected a string, got number 3");
    EXPECT_EQ(error_of("\n[[sources]]\ntype = \"plain\"\nshare = 0.5\n"),
              "x.toml:4: sources[0].share: expected a decimal string such as \"10.25\", got number 0.5");
    EXPECT_EQ(error_of("\n[[sources]]\nhost = \"a\"\n"),
              "x.toml:2: sources[0].type: is missing; expected one of \"plain\", \"timed\"");
    EXPECT_EQ(error_of("[[sources]]\ntype = \"plain\"\nprot = 1\n"),
              "x.toml:1: sources[0]: \"prot\" is not known here; known are \"type\", \"host\", \"port\", \"share\"");
    EXPECT_EQ(error_of("names = 7"), "x.toml:1: names: expected an array of at most 16777216 items, got number 7");
}

TEST(TomlDocument, SaysWhereItIsNoToml) {
    EXPECT_EQ(error_of("names = [\n\"a\"").substr(0, 7), "x.toml:");
    EXPECT_EQ(error_of("a = 1\na = 2\n").substr(0, 9), "x.toml:2:");
}

TEST(TomlDocument, SaysThatAFileIsNotThere) {
    const auto document = TomlDocument::read("no/such.toml");
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().code, ErrorCode::not_found);
    EXPECT_EQ(TomlDocument::read(std::filesystem::temp_directory_path().string()).error().code, ErrorCode::io_failure);
}

}  // namespace
}  // namespace trireme::app
