#include "fix/session_log.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace trireme::fix {
namespace {

using std::string_view_literals::operator""sv;

constexpr char separator = '\001';
// RawData holds signatures and passwords at some LPs.
constexpr std::array masked{"554="sv, "925="sv, "96="sv, "553="sv};

}  // namespace

std::string readable(std::string_view frame) {
    std::string text;
    while (!frame.empty()) {
        const std::size_t size = std::min(frame.find(separator), frame.size());
        const std::string_view field = frame.substr(0, size);
        const auto secret = std::ranges::find_if(masked, [&](auto begin) { return field.starts_with(begin); });
        if (secret != masked.end()) {
            text += *secret;
            text += "***";
        } else {
            text += field;
        }
        if (size < frame.size()) {
            text += '|';
        }
        frame.remove_prefix(std::min(size + 1, frame.size()));
    }
    return text;
}

Result<std::unique_ptr<SessionLog>> SessionLog::open(const std::filesystem::path& path, Clock& clock) {
    std::FILE* const file = std::fopen(path.c_str(), "ae");
    if (file == nullptr) {
        return fail(ErrorCode::io_failure, "cannot open the log {}: {}", path.string(),
                    std::generic_category().message(errno));
    }
    return std::unique_ptr<SessionLog>(new SessionLog(file, clock));
}

void SessionLog::write(std::string_view direction, std::string_view text) {
    const std::string line = fmt::format("{} {} {}\n", format_timestamp(clock_.now()), direction, readable(text));
    std::fwrite(line.data(), 1, line.size(), file_.get());
    std::fflush(file_.get());
}

}  // namespace trireme::fix
