#pragma once

#include "base/result.hpp"
#include "ports/clock.hpp"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace trireme::fix {

// A session's messages and notes in a text file, a line each. Passwords are masked. A line that cannot be written is
// lost, for a log must not stop trading.
class SessionLog {
public:
    [[nodiscard]] static Result<std::unique_ptr<SessionLog>> open(const std::filesystem::path& path, Clock& clock);

    void received(std::string_view frame) { write("<", frame); }
    void sent(std::string_view frame) { write(">", frame); }
    void note(std::string_view text) { write("*", text); }

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    SessionLog(std::FILE* file, Clock& clock) : file_(file), clock_(clock) {}
    void write(std::string_view direction, std::string_view text);

    std::unique_ptr<std::FILE, Close> file_;
    Clock& clock_;
};

// The text with '|' for SOH and "***" for what Password (554), NewPassword (925), RawData (96) and Username (553) say.
[[nodiscard]] std::string readable(std::string_view frame);

}  // namespace trireme::fix
