# Two precompiled headers for the whole build: standard headers with fmt, and the same with GoogleTest. They only save
# time: headers are checked without them (verify_headers.cmake), and the clang presets build without them.
# They name headers in angle brackets only, so that CMake writes no path of the checkout into them and ccache finds them
# again in another clone.

include_guard(GLOBAL)

set(_trireme_precompiled_source "${CMAKE_CURRENT_LIST_DIR}/precompiled.cpp")
set(_trireme_precompiled_headers
    <algorithm>
    <array>
    <bit>
    <chrono>
    <compare>
    <cstddef>
    <cstdint>
    <expected>
    <filesystem>
    <functional>
    <map>
    <memory>
    <optional>
    <span>
    <string>
    <string_view>
    <tuple>
    <type_traits>
    <unordered_map>
    <utility>
    <variant>
    <vector>
    <fmt/format.h>)

function(_trireme_add_precompiled target)
    add_library(${target} OBJECT "${_trireme_precompiled_source}")
    target_link_libraries(${target} PRIVATE trireme_flags ${ARGN})
endfunction()

if(TRIREME_PRECOMPILED_HEADERS)
    _trireme_add_precompiled(trireme_precompiled fmt::fmt)
    target_precompile_headers(trireme_precompiled PRIVATE ${_trireme_precompiled_headers})
    if(TRIREME_BUILD_TESTS)
        _trireme_add_precompiled(trireme_precompiled_tests fmt::fmt GTest::gtest)
        target_precompile_headers(trireme_precompiled_tests PRIVATE ${_trireme_precompiled_headers} <gtest/gtest.h>)
    endif()
endif()

function(trireme_use_precompiled_headers target precompiled)
    if(TRIREME_PRECOMPILED_HEADERS)
        target_precompile_headers(${target} REUSE_FROM ${precompiled})
    endif()
endfunction()
