#pragma once

#include "codec/bytes.hpp"
#include "codec/json.hpp"
#include "codec/json_schema.hpp"
#include "runtime/core.hpp"

#include <boost/mp11.hpp>

#include <string>
#include <variant>

namespace trireme::runtime {

// A command that only the runtime may send: its struct says `static constexpr bool is_internal = true`.
template <class T>
concept InternalCommand = requires { requires T::is_internal; };

// The vocabulary of a core whose commands and events are variants that the codec knows.
template <codec::Choice Command, codec::Choice Event>
class TypedVocabulary final : public Vocabulary {
public:
    [[nodiscard]] Result<void> check_command(ByteView command) const override {
        TRIREME_TRY_ASSIGN(const auto decoded, codec::decode<Command>(command));
        const bool is_internal = std::visit([]<class T>(const T&) { return InternalCommand<T>; }, decoded);
        if (is_internal) {
            return fail(ErrorCode::invalid_input, "{} comes from the engine itself and from nobody else",
                        codec::wire_name_of(decoded));
        }
        return {};
    }

    [[nodiscard]] Result<ByteBuffer> command_from_json(std::string_view json) const override {
        TRIREME_TRY_ASSIGN(const auto parsed, codec::parse_json<OutsideCommand>(json));
        ByteBuffer command;
        codec::encode(command, parsed);
        return command;
    }

    [[nodiscard]] Result<std::string> command_to_json(ByteView command) const override {
        TRIREME_TRY_ASSIGN(const auto decoded, codec::decode<Command>(command));
        return codec::to_json_text(decoded);
    }

    [[nodiscard]] Result<std::string> event_to_json(ByteView event) const override {
        TRIREME_TRY_ASSIGN(const auto decoded, codec::decode<Event>(event));
        return codec::to_json_text(decoded);
    }

    [[nodiscard]] std::string command_schema() const override { return codec::json_schema_text<OutsideCommand>(); }
    [[nodiscard]] std::string event_schema() const override { return codec::json_schema_text<Event>(); }

private:
    template <class T>
    using IsInternal = std::bool_constant<InternalCommand<T>>;
    // In bytes and JSON the same as Command, without what nobody may write.
    using OutsideCommand = boost::mp11::mp_remove_if<Command, IsInternal>;
};

}  // namespace trireme::runtime
