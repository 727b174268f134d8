#include "app/toml_document.hpp"

#include <toml++/toml.h>

#include <cctype>
#include <fstream>
#include <sstream>

namespace trireme::app {
namespace {

constexpr std::size_t settings_bytes_max = 1 << 20;

// Goes through a document and notes the line of each value.
class Conversion {
public:
    explicit Conversion(std::map<std::string, std::uint32_t, std::less<>>& lines) : lines_(lines) {}

    boost::json::value convert(const toml::node& node, const std::string& pointer) {
        lines_[pointer] = node.source().begin.line;
        return node.visit([&](const auto& any) -> boost::json::value {
            if constexpr (toml::is_table<decltype(any)>) {
                boost::json::object object;
                for (const auto& [key, value] : any) {
                    object.emplace(key.str(), convert(value, fmt::format("{}/{}", pointer, key.str())));
                }
                return object;
            } else if constexpr (toml::is_array<decltype(any)>) {
                boost::json::array array;
                for (const auto& value : any) {
                    array.push_back(convert(value, fmt::format("{}/{}", pointer, array.size())));
                }
                return array;
            } else if constexpr (toml::is_date<decltype(any)> || toml::is_time<decltype(any)> ||
                                 toml::is_date_time<decltype(any)>) {
                std::ostringstream text;
                text << any.get();
                return boost::json::string(std::move(text).str());
            } else {
                return boost::json::value(any.get());
            }
        });
    }

private:
    std::map<std::string, std::uint32_t, std::less<>>& lines_;
};

// "/lps/0/host" as people write it: "lps[0].host".
std::string path_of(std::string_view pointer) {
    std::string path;
    while (!pointer.empty()) {
        pointer.remove_prefix(1);
        const std::string_view part = pointer.substr(0, pointer.find('/'));
        pointer.remove_prefix(part.size());
        if (!part.empty() && std::isdigit(static_cast<unsigned char>(part.front())) != 0) {
            path += fmt::format("[{}]", part);
        } else {
            path += fmt::format("{}{}", path.empty() ? "" : ".", part);
        }
    }
    return path;
}

}  // namespace

Result<TomlDocument> TomlDocument::read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return fail(ErrorCode::not_found, "{}: no such file, or it cannot be read; expected a file of settings in TOML",
                    path);
    }
    std::string text(settings_bytes_max + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (file.bad()) {
        return fail(ErrorCode::io_failure, "{}: cannot be read", path);
    }
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > settings_bytes_max) {
        return fail(ErrorCode::invalid_input, "{}: larger than the {} bytes that settings may have", path,
                    settings_bytes_max);
    }
    return parse(text, path);
}

Result<TomlDocument> TomlDocument::parse(std::string_view text, const std::string& name) {
    TomlDocument document(name);
    try {
        const toml::table table = toml::parse(text);
        document.json_ = Conversion(document.lines_).convert(table, "");
    } catch (const toml::parse_error& failure) {
        const toml::source_position& at = failure.source().begin;
        return fail(ErrorCode::invalid_input, "{}:{}:{}: {}", name, at.line, at.column, failure.description());
    }
    return document;
}

Error TomlDocument::error_at(const codec::Misfit& misfit) const {
    // What is missing has no line: that of what it is missing from is said.
    std::string_view known = misfit.pointer;
    auto found = lines_.find(known);
    while (found == lines_.end() && !known.empty()) {
        known = known.substr(0, known.rfind('/'));
        found = lines_.find(known);
    }
    const std::string path = path_of(misfit.pointer);
    return {ErrorCode::invalid_input, fmt::format("{}:{}: {}{}{}", name_, found == lines_.end() ? 1 : found->second,
                                                  path, path.empty() ? "" : ": ", misfit.message)};
}

}  // namespace trireme::app
