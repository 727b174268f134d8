# The flags of all our code, as the interface target `trireme_flags`. Third-party code is never compiled with them.

include_guard(GLOBAL)

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

# NDEBUG is never set: assertions stay on in every build. Line tables are enough for a stack trace and keep objects small.
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -g1")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g")

add_library(trireme_flags INTERFACE)
target_compile_options(
    trireme_flags
    INTERFACE -Wall
              -Wextra
              -Wpedantic
              -Wconversion
              -Wsign-conversion
              -Wshadow
              -Werror)
# g++ 12 takes the members of every alternative of a std::variant for used, whichever it holds, and sees writes beyond the
# end in fmt's copying of fill characters where there are none.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(trireme_flags INTERFACE -Wno-maybe-uninitialized -Wno-stringop-overflow)
endif()

target_compile_definitions(
    trireme_flags INTERFACE "TRIREME_PLANTED_BUGS=$<BOOL:${TRIREME_PLANTED_BUGS}>"
                            $<$<BOOL:${TRIREME_LIBRARY_ASSERTIONS}>:_GLIBCXX_ASSERTIONS>)
target_link_libraries(trireme_flags INTERFACE Threads::Threads)

# CRC32C is one instruction from SSE 4.2 on; every x86 server of the last fifteen years has it.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|i.86)$")
    target_compile_options(trireme_flags INTERFACE -march=x86-64-v2)
endif()

# No path of the machine goes into a binary: two clones build the same bytes, and ccache may share them. The compiler
# sees paths of the checkout either absolute, as CMake writes them, or relative to the build folder, as ccache does.
file(RELATIVE_PATH _trireme_relative_source_dir "${CMAKE_BINARY_DIR}" "${CMAKE_SOURCE_DIR}")
target_compile_options(
    trireme_flags
    INTERFACE "-ffile-prefix-map=${CMAKE_BINARY_DIR}/=" "-ffile-prefix-map=${CMAKE_BINARY_DIR}=."
              "-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=" "-ffile-prefix-map=${_trireme_relative_source_dir}=")

# A comma-separated list for -fsanitize, such as `address,undefined`.
if(TRIREME_SANITIZE)
    # What checks add makes code slow however it is optimised, and building it with -O2 half as long again.
    set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1")
    target_compile_options(trireme_flags INTERFACE -fsanitize=${TRIREME_SANITIZE} -fno-sanitize-recover=all
                                                   -fno-omit-frame-pointer)
    target_link_options(trireme_flags INTERFACE -fsanitize=${TRIREME_SANITIZE})
endif()
if(TRIREME_FUZZERS)
    if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        message(FATAL_ERROR "TRIREME_FUZZERS needs clang, which brings libFuzzer")
    endif()
    target_compile_options(trireme_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
