Option Explicit
' Cells as plain values. A number with a format travels as text: number, separator, format;
' perfxl.addin.cell reads that text as the person sees it (0.95 as 95%, 44195 as 2020-12-30).

' More cells than any form or master has.
Public Const PERF_LARGEST As Double = 500000

' An argument of a worksheet function: a range, an array, a constant or nothing at all.
Public Function PerfValue(Optional ByVal argument As Variant) As Variant
    If IsMissing(argument) Then
        PerfValue = Empty
    ElseIf IsObject(argument) Then
        PerfValue = PerfRange(argument)
    Else
        PerfValue = argument
    End If
End Function

' The values of a range: one value for one cell, else a table.
Public Function PerfRange(ByVal cells As Object) As Variant
    Dim area As Object, values As Variant, code As Variant
    Dim mixed As Boolean, row As Long, column As Long
    If cells.Areas.Count > 1 Then
        PerfRange = "#VALUE!"
        Exit Function
    End If
    Set area = cells
    If CDbl(cells.Rows.Count) * cells.Columns.Count > PERF_LARGEST Then
        ' A whole column: what lies below the used rows is empty.
        Set area = Application.Intersect(cells, cells.Worksheet.UsedRange)
        If area Is Nothing Then
            PerfRange = Empty
            Exit Function
        End If
    End If
    values = area.Value
    code = area.NumberFormat
    mixed = IsNull(code)
    If Not IsArray(values) Then
        PerfRange = PerfPlain(values, code)
        Exit Function
    End If
    For row = LBound(values, 1) To UBound(values, 1)
        For column = LBound(values, 2) To UBound(values, 2)
            Select Case VarType(values(row, column))
                Case vbDouble, vbDate, vbCurrency
                    If mixed Then
                        code = area.Cells(row - LBound(values, 1) + 1, _
                                          column - LBound(values, 2) + 1).NumberFormat
                    End If
                    values(row, column) = PerfPlain(values(row, column), code)
            End Select
        Next column
    Next row
    PerfRange = values
End Function

' A number as it is, or with its format when the format changes what a person reads.
Private Function PerfPlain(ByVal value As Variant, ByVal code As Variant) As Variant
    Select Case VarType(value)
        Case vbDouble, vbDate, vbCurrency
            If code = "General" Or code = "@" Then
                PerfPlain = CDbl(value)
            Else
                PerfPlain = Trim$(Str$(CDbl(value))) & Chr$(31) & code
            End If
        Case Else
            PerfPlain = value
    End Select
End Function
