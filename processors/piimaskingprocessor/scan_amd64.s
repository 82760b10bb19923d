#include "textflag.h"

// The class of a byte is the bits that its two halves have in common: see scan_amd64.go.
DATA lowHalf<>+0(SB)/8, $0xc1c1d1c1c1c1c1a1
DATA lowHalf<>+8(SB)/8, $0x42424c4850c8c1c1
DATA lowHalf<>+16(SB)/8, $0xc1c1d1c1c1c1c1a1
DATA lowHalf<>+24(SB)/8, $0x42424c4850c8c1c1
GLOBL lowHalf<>(SB), RODATA|NOPTR, $32

DATA highHalf<>+0(SB)/8, $0x8040806009160000
DATA highHalf<>+8(SB)/8, $0x0000000000000000
DATA highHalf<>+16(SB)/8, $0x8040806009160000
DATA highHalf<>+24(SB)/8, $0x0000000000000000
GLOBL highHalf<>(SB), RODATA|NOPTR, $32


DATA halfMask<>+0(SB)/1, $0x0f
GLOBL halfMask<>(SB), RODATA|NOPTR, $1
DATA runBits<>+0(SB)/1, $0x07
GLOBL runBits<>(SB), RODATA|NOPTR, $1
DATA signBits<>+0(SB)/1, $0x38
GLOBL signBits<>(SB), RODATA|NOPTR, $1
DATA tokenBits<>+0(SB)/1, $0xc5
GLOBL tokenBits<>(SB), RODATA|NOPTR, $1
DATA space<>+0(SB)/1, $0x20
GLOBL space<>(SB), RODATA|NOPTR, $1
DATA underscore<>+0(SB)/1, $0x5f
GLOBL underscore<>(SB), RODATA|NOPTR, $1
DATA semicolon<>+0(SB)/1, $0x3b
GLOBL semicolon<>(SB), RODATA|NOPTR, $1

// CLASSES puts the classes of the 32 bytes in Y0 into Y1.
#define CLASSES \
	VPSRLW  $4, Y0, Y2   \
	VPAND   Y8, Y2, Y2   \
	VPAND   Y8, Y0, Y1   \
	VPSHUFB Y1, Y6, Y1   \
	VPSHUFB Y2, Y7, Y2   \
	VPAND   Y2, Y1, Y1

// ANYOF sets the bits of reg for the bytes of Y1 that have any of the bits in mask.
#define ANYOF(mask, reg) \
	VPAND     mask, Y1, Y2 \
	VPCMPEQB  Y15, Y2, Y2  \
	VPMOVMSKB Y2, reg      \
	NOTL      reg

// EQUAL sets the bits of reg for the bytes of Y0 that are the character.
#define EQUAL(character, reg) \
	VPCMPEQB  character, Y0, Y2 \
	VPMOVMSKB Y2, reg

// TOP sets the bits of reg for the bytes of Y1 whose bit is moved to the top by the shift.
#define TOP(shift, reg) \
	VPSLLW    shift, Y1, Y2 \
	VPMOVMSKB Y2, reg

// func classifyAVX2(p *byte, both bool, classes *blockClasses)
TEXT ·classifyAVX2(SB), NOSPLIT, $0-24
	MOVQ         p+0(FP), SI
	MOVBLZX      both+8(FP), CX
	MOVQ         classes+16(FP), DI
	VMOVDQU      lowHalf<>(SB), Y6
	VMOVDQU      highHalf<>(SB), Y7
	VPBROADCASTB halfMask<>(SB), Y8
	VPBROADCASTB runBits<>(SB), Y9
	VPBROADCASTB signBits<>(SB), Y10
	VPBROADCASTB tokenBits<>(SB), Y11
	VPBROADCASTB space<>(SB), Y12
	VPBROADCASTB underscore<>(SB), Y13
	VPBROADCASTB semicolon<>(SB), Y14
	VPXOR        Y15, Y15, Y15

	VMOVDQU (SI), Y0
	CLASSES
	ANYOF(Y9, R8)
	ANYOF(Y10, R9)
	ANYOF(Y11, R10)
	EQUAL(Y13, R11)
	ORL     R11, R10
	EQUAL(Y12, R11)
	EQUAL(Y14, R12)
	TOP($7, R13)
	TESTL   CX, CX
	JEQ     store

	VMOVDQU 32(SI), Y0
	CLASSES
	ANYOF(Y9, AX)
	SHLQ    $32, AX
	ORQ     AX, R8
	ANYOF(Y10, AX)
	SHLQ    $32, AX
	ORQ     AX, R9
	ANYOF(Y11, AX)
	EQUAL(Y13, BX)
	ORL     BX, AX
	SHLQ    $32, AX
	ORQ     AX, R10
	EQUAL(Y12, AX)
	SHLQ    $32, AX
	ORQ     AX, R11
	EQUAL(Y14, AX)
	SHLQ    $32, AX
	ORQ     AX, R12
	TOP($7, AX)
	SHLQ    $32, AX
	ORQ     AX, R13

store:
	MOVQ R8, 0(DI)
	MOVQ R9, 8(DI)
	MOVQ R10, 16(DI)
	MOVQ R11, 24(DI)
	MOVQ R12, 32(DI)
	MOVQ R13, 40(DI)
	VZEROUPPER
	RET
