#pragma once

#include "base/result.hpp"
#include "codec/json.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace trireme::app {

// A TOML file as a JSON value, so that the codec reads its settings, with the place in the file of everything in it.
class TomlDocument {
public:
    // `invalid_input` with file, line and column for what is no TOML; not_found and io_failure.
    [[nodiscard]] static Result<TomlDocument> read(const std::string& path);
    // `name` stands for the file in messages.
    [[nodiscard]] static Result<TomlDocument> parse(std::string_view text, const std::string& name);

    [[nodiscard]] const boost::json::value& json() const { return json_; }

    // What does not fit, as a person finds it: "trireme.toml:12: lps[0].host: expected a string, got number 3".
    [[nodiscard]] Error error_at(const codec::Misfit& misfit) const;

private:
    explicit TomlDocument(std::string name) : name_(std::move(name)) {}

    std::string name_;
    boost::json::value json_;
    std::map<std::string, std::uint32_t, std::less<>> lines_;  // by JSON pointer
};

// The settings of a file. What it does not set is as a new Settings has it; what Settings does not know is an error.
template <codec::Encodable Settings>
[[nodiscard]] Result<Settings> settings_of(const TomlDocument& document) {
    auto settings = codec::settings_from_json<Settings>(document.json());
    if (!settings) {
        return std::unexpected(document.error_at(settings.error()));
    }
    return *std::move(settings);
}

}  // namespace trireme::app
