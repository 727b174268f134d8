#include "reference/compare.hpp"

#include "codec/json.hpp"

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace trireme::reference {
namespace {

namespace json = boost::json;

std::string difference(const std::string& path, std::string_view reference, std::string_view engine) {
    return fmt::format("{}: reference {}, engine {}", path, reference, engine);
}

std::string text_of(const json::value& value) { return codec::serialize_json(value); }

// The first place where two JSON values differ, as a JSON pointer with both values.
std::optional<std::string> walk(const std::string& path, const json::value& reference, const json::value& engine) {
    if (reference == engine) {
        return std::nullopt;
    }
    if (reference.is_array() && engine.is_array()) {
        const json::array& ours = reference.as_array();
        const json::array& theirs = engine.as_array();
        for (std::size_t at = 0; at < std::min(ours.size(), theirs.size()); ++at) {
            if (auto found = walk(fmt::format("{}/{}", path, at), ours[at], theirs[at])) {
                return found;
            }
        }
        const std::size_t at = std::min(ours.size(), theirs.size());
        const std::string where = fmt::format("{}/{}", path, at);
        return ours.size() > at ? difference(where, text_of(ours[at]), "nothing")
                                : difference(where, "nothing", text_of(theirs[at]));
    }
    if (reference.is_object() && engine.is_object()) {
        for (const auto& [name, ours] : reference.as_object()) {
            const std::string where = path + '/' + std::string(name);
            const json::value* const theirs = engine.as_object().if_contains(name);
            if (theirs == nullptr) {
                return difference(where, text_of(ours), "nothing");
            }
            if (auto found = walk(where, ours, *theirs)) {
                return found;
            }
        }
        for (const auto& [name, theirs] : engine.as_object()) {
            if (!reference.as_object().contains(name)) {
                return difference(path + '/' + std::string(name), "nothing", text_of(theirs));
            }
        }
    }
    return difference(path, text_of(reference), text_of(engine));
}

json::array as_json(std::span<const Event> events) {
    json::array array;
    for (const Event& event : events) {
        array.push_back(codec::to_json(event));
    }
    return array;
}

std::string list_of(std::string_view whose, const json::array& events) {
    std::string text = fmt::format("  {}\n", whose);
    for (const json::value& event : events) {
        text += fmt::format("    {}\n", text_of(event));
    }
    return text;
}

template <class T>
std::optional<std::string> field_difference(const std::string& path, const T& reference, const T& engine) {
    return reference == engine ? std::nullopt : walk(path, codec::to_json(reference), codec::to_json(engine));
}

// Sums of 128 bits have no form in JSON.
std::string text_of(const std::vector<engine::HouseBalance>& balances) {
    std::string text;
    for (const engine::HouseBalance& balance : balances) {
        text += fmt::format(" {}/{}={}", static_cast<int>(balance.account), format(balance.currency),
                            balance.minor_units.value());
    }
    return text;
}

std::optional<std::string> field_difference(const std::string& path, const std::vector<engine::HouseBalance>& reference,
                                            const std::vector<engine::HouseBalance>& engine) {
    return reference == engine ? std::nullopt : std::optional(difference(path, text_of(reference), text_of(engine)));
}

}  // namespace

std::optional<std::string> first_difference(std::span<const Event> reference, std::span<const Event> engine) {
    if (std::ranges::equal(reference, engine)) {
        return std::nullopt;
    }
    const json::array our_json = as_json(reference);
    const json::array their_json = as_json(engine);
    const auto found = walk("", our_json, their_json);
    return fmt::format("{}\n{}{}", found.value_or("events differ that look alike as JSON"),
                       list_of("events of the reference", our_json), list_of("events of the engine", their_json));
}

std::optional<std::string> first_difference(engine::EngineState reference, engine::EngineState engine) {
    for (engine::RememberedRequest& request : engine.requests) {
        request.fingerprint = 0;
    }
    std::erase_if(engine.requests, [&](const engine::RememberedRequest& request) {
        return std::ranges::none_of(reference.requests, [&](const engine::RememberedRequest& ours) {
            return ours.account == request.account && ours.client_order_id == request.client_order_id;
        });
    });
    // Whom a split will have examined is found step by step by the one, and at once by the other.
    for (engine::EngineState* const state : {&reference, &engine}) {
        if (state->work) {
            state->work->to_examine.clear();
        }
    }
    if (reference == engine) {
        return std::nullopt;
    }
    std::optional<std::string> found;
    boost::mp11::mp_for_each<boost::describe::describe_members<engine::EngineState, boost::describe::mod_public>>(
        [&](auto field) {
            if (!found) {
                found =
                    field_difference(fmt::format("/{}", field.name), reference.*field.pointer, engine.*field.pointer);
            }
        });
    return found;
}

}  // namespace trireme::reference
