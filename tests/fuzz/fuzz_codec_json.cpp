// JSON text as a document, as a command, and as a struct of every kind of field.

#include "codec/tests/sample.hpp"
#include "fuzz/codec_checks.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace {

using namespace trireme;

// Boost.JSON reads fractions fast and not to the last bit; none of our values is one.
bool has_fraction(const boost::json::value& value) {
    if (value.is_array()) {
        return std::ranges::any_of(value.get_array(), has_fraction);
    }
    if (value.is_object()) {
        const auto& object = value.get_object();
        return std::any_of(object.begin(), object.end(),
                           [](const auto& member) { return has_fraction(member.value()); });
    }
    return value.is_double();
}

void check_document(std::string_view text) {
    const auto document = codec::parse_json_document(text);
    if (!document) {
        TRIREME_ASSERT(document.error().code == ErrorCode::invalid_input && !document.error().message.empty());
        return;
    }
    const auto again = codec::parse_json_document(codec::serialize_json(*document));
    TRIREME_ASSERT(again, "{}", again.error().message);
    TRIREME_ASSERT(has_fraction(*document) || *again == *document, "what was written does not read as what was read");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_document(text);
    fuzz::check_json<codec::sample::Command>(text);
    fuzz::check_json<codec::sample::Everything>(text);
    return 0;
}
