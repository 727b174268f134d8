#include "app/completion.hpp"

#include <gtest/gtest.h>

namespace trireme::app {
namespace {

// A program with one of each: what completion must learn from it.
class Described : public ::testing::Test {
protected:
    Described() {
        program_.name("ship");
        auto* const sail = program_.add_subcommand("sail", "Go, but don't hurry");
        sail->add_option("-c,--course", course_, "Where to")->check(CLI::IsMember({"north", "south"}));
        sail->add_option("--log", log_, "Where to write")->type_name("FILE");
        sail->add_flag("--fast", fast_, "Hurry");
        sail->add_option("harbour", harbour_, "From where")->type_name("DIR");
        node_ = describe_for_completion(program_);
    }

    CLI::App program_;
    std::string course_;
    std::string log_;
    std::string harbour_;
    bool fast_ = false;
    CompletionNode node_;
};

TEST_F(Described, HasThePathsOptionsAndValuesOfTheProgram) {
    ASSERT_EQ(node_.subcommands.size(), 1U);
    const CompletionNode& sail = node_.subcommands.front();
    EXPECT_EQ(sail.path, (std::vector<std::string>{"ship", "sail"}));
    EXPECT_TRUE(sail.arguments.folders);
    ASSERT_EQ(sail.options.size(), 4U) << "help and three of its own";
    const CompletionOption& course = sail.options[1];
    EXPECT_EQ(course.names, (std::vector<std::string>{"--course", "-c"}));
    EXPECT_TRUE(course.takes_value);
    EXPECT_EQ(course.values.words, (std::vector<std::string>{"north", "south"}));
    EXPECT_TRUE(sail.options[2].values.files);
    EXPECT_FALSE(sail.options[3].takes_value);
}

TEST_F(Described, IsQuotedForEachShell) {
    EXPECT_NE(zsh_completion(node_).find(R"('sail:Go, but don'\''t hurry')"), std::string::npos);
    EXPECT_NE(fish_completion(node_).find(R"(-a sail -d 'Go, but don\'t hurry')"), std::string::npos);
    EXPECT_NE(
        bash_completion(node_).find(R"('ship sail --course'|'ship sail -c') COMPREPLY=($(compgen -W 'north south' --)"),
        std::string::npos);
}

}  // namespace
}  // namespace trireme::app
